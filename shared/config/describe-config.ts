import { CONFIG_SECTIONS, type ConfigSection, keysOf, SECRET_KEYS } from './config.ts';
import type { ResolvedConfig } from './resolve-config.ts';

export interface DescribedValue {
  /** `section.key`. */
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Every value in force with where it came from, in the order of the schema; secrets are masked. */
export function describeConfig({ config, origins }: ResolvedConfig): DescribedValue[] {
  return CONFIG_SECTIONS.flatMap((section) => describeSection(section, config[section], origins));
}

function describeSection(
  section: ConfigSection,
  values: Readonly<Record<string, unknown>>,
  origins: ReadonlyMap<string, string>,
): DescribedValue[] {
  return Object.keys(keysOf(section)).map((name) => {
    const value = values[name];
    const key = `${section}.${name}`;
    const isHidden = SECRET_KEYS.has(key) && value !== undefined;
    return { key, value: isHidden ? '********' : (value ?? null), origin: origins.get(key) ?? 'default' };
  });
}

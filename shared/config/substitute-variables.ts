/** `${NAME}` or `${NAME:-default}`; `$${` stands for a literal `${`. */
const VARIABLE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export interface Substituted {
  readonly text: string;
  /** The text held at least one variable, so its value has the form of an environment variable. */
  readonly isChanged: boolean;
  /** Variables without a value and without a default. */
  readonly missing: readonly string[];
}

/** Replaces variables in one scalar. An empty variable counts as unset, as in a shell's `:-`. */
export function substituteVariables(text: string, env: Readonly<Record<string, string | undefined>>): Substituted {
  const missing: string[] = [];
  let isChanged = false;
  const replaced = text.replace(VARIABLE, (whole, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    isChanged = true;
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    if (fallback === undefined) missing.push(name);
    return fallback ?? '';
  });
  return { text: replaced, isChanged, missing };
}

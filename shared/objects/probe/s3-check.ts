import type { ObjectStore } from '../object-store.ts';
import type { S3Address } from '../object-store-address.ts';

/** What checks work with: one store, below keys that nobody else has. */
export interface S3Probe {
  readonly address: S3Address;
  readonly store: ObjectStore;
  /** A key below the probe's own prefix. */
  key(name: string): string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One thing that we need of a store. */
export interface S3Check {
  readonly name: string;
  /** What it costs to be without, and what to do. */
  readonly remedy: string;
  /** Actions that the key must be allowed. */
  readonly permissions: readonly string[];
  /** Without it jobs still work, only less well. */
  readonly isOptional?: boolean;
  /** Throws what is missing. */
  run(probe: S3Probe): Promise<void>;
}

/** Same bytes on every machine, different at every place. */
export function sampleBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8)) % 251;
  return bytes;
}

export function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** What a JSON answer says about the rows it holds. */
export interface RowsEnvelope {
  readonly num_records: number;
  readonly seed: number;
  readonly spec_hash: string;
}

/** The bytes before and after the rows of a JSON answer: `{"num_records":…,"seed":…,"spec_hash":…,"data":[` and `]}`. */
export function rowsEnvelope({ num_records, seed, spec_hash }: RowsEnvelope): {
  prefix: Uint8Array;
  suffix: Uint8Array;
} {
  const members = JSON.stringify({ num_records, seed, spec_hash });
  const encoder = new TextEncoder();
  return { prefix: encoder.encode(`${members.slice(0, -1)},"data":[`), suffix: encoder.encode(']}') };
}

/**
 * Built at the first call and kept: a program may be compiled only to learn its columns, and bound many times.
 */
export function lazyTable<Table>(build: () => Table): () => Table {
  let table: Table | undefined;
  return () => {
    table ??= build();
    return table;
  };
}

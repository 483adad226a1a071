import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DYNAMIC_IMPORTS, FUNCTION_PACKAGES, IMPORT_TABLE } from './import-table.ts';
import { type Import, isAllowed, readImports } from './read-imports.ts';
import { codeOnly, listFiles, listSources, readText, roomOf } from './source-files.ts';

const sharedImports = listSources('shared').flatMap(readImports);
const functionImports = listSources('functions').flatMap(readImports);

function show({ file, target, isTypeOnly }: Import): string {
  return `${file} must not import ${target}${isTypeOnly ? ' (types)' : ''}`;
}

describe('imports', () => {
  it('has a row for every room', () => {
    const rooms = new Set(listSources('shared').map(roomOf));
    expect([...rooms].filter((room) => !Object.hasOwn(IMPORT_TABLE, room))).toEqual([]);
  });

  it('lets a room import only what its row names', () => {
    const forbidden = sharedImports.filter(
      (entry) => entry.target !== entry.room && !isAllowed(entry, IMPORT_TABLE[entry.room] ?? []),
    );
    expect(forbidden.map(show)).toEqual([]);
  });

  it('lets a function import rooms and its packages, never another function', () => {
    const rooms = Object.keys(IMPORT_TABLE);
    const forbidden = functionImports.filter(
      (entry) => entry.target !== entry.room && !isAllowed(entry, [...rooms, ...FUNCTION_PACKAGES]),
    );
    expect(forbidden.map(show)).toEqual([]);
  });

  it('names files that exist, with their ending', () => {
    const missing = [...sharedImports, ...functionImports].filter(
      ({ targetFile }) => targetFile !== undefined && !targetFile.includes('/generated/') && !existsSync(targetFile),
    );
    expect(missing.map(({ file, targetFile }) => `${file}: ${targetFile}`)).toEqual([]);
  });

  it('has no cycle between rooms', () => {
    const edges = new Map<string, Set<string>>();
    for (const { room, target, isTypeOnly } of sharedImports)
      if (!isTypeOnly && target !== room && Object.hasOwn(IMPORT_TABLE, target))
        edges.set(room, (edges.get(room) ?? new Set()).add(target));
    expect(findCycle(edges)).toBeUndefined();
  });

  it('uses import() below shared/ only where it is listed', () => {
    const users = listSources('shared').filter((file) => /(?<![.\w])import\(/.test(codeOnly(readText(file))));
    expect(users).toEqual(Object.keys(DYNAMIC_IMPORTS));
  });

  it('has no star export outside the AssemblyScript kernels', () => {
    const barrels = listFiles()
      .filter((file) => /\.(ts|mjs)$/.test(file) && !file.startsWith('shared/kernels/assembly/'))
      .filter((file) => /^export \*/m.test(codeOnly(readText(file))));
    expect(barrels).toEqual([]);
  });

  it('knows a forbidden import when it sees one', () => {
    const planted = { file: 'shared/random/x.ts', room: 'random', target: 'hono', targetFile: undefined };
    expect(isAllowed({ ...planted, isTypeOnly: false }, IMPORT_TABLE['random']!)).toBe(false);
    expect(isAllowed({ ...planted, target: 'kernels', isTypeOnly: true }, IMPORT_TABLE['random']!)).toBe(true);
    expect(isAllowed({ ...planted, target: 'kernels', isTypeOnly: false }, IMPORT_TABLE['random']!)).toBe(false);
  });
});

/** The rooms of one cycle in order, or undefined. */
function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (room: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(room)) return [...trail.slice(trail.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const next of edges.get(room) ?? []) {
      const cycle = visit(next, [...trail, room]);
      if (cycle !== undefined) return cycle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of edges.keys()) {
    const cycle = visit(room, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOnly, listFiles, listSources, readText, roomOf } from './source-files.ts';

const FILE_LINES_MAX = 400;
/** Beyond this a file is printed, so that a review sees it grow. */
const FILE_LINES_REVIEW = 250;
const ROOM_LINES_MAX = 4_000;
const ROOM_FILES_MAX = 40;

/** Names that say nothing about the thing: of no file or folder, and the first five of no part of one either. */
const BANNED_NAMES =
  /^(utils?|helpers?|misc|manager|service|common|lib|core|base|data|info|items?|handler|processor)$/i;
const BANNED_WORDS = /^(utils?|helpers?|misc|managers?|services?)$/i;

const sources = listSources('functions', 'shared', 'scripts');

function linesOf(file: string): number {
  return readText(file).split('\n').length - 1;
}

describe('files', () => {
  it(`have at most ${FILE_LINES_MAX} lines`, () => {
    const all = [
      ...sources,
      ...listSources('test'),
      ...listFiles().filter((file) => file.startsWith('shared/kernels/assembly/')),
    ];
    expect(all.filter((file) => linesOf(file) > FILE_LINES_MAX)).toEqual([]);
    const large = sources.filter((file) => linesOf(file) > FILE_LINES_REVIEW);
    if (large.length > 0) console.info(`over ${FILE_LINES_REVIEW} lines: ${large.join(', ')}`);
  });

  it('are named in kebab-case after what they hold', () => {
    const wrong = sources.filter((file) => {
      const name = path.basename(file).replace(/\.(ts|mjs)$/, '');
      const segments = file.replace(/\.(ts|mjs)$/, '').split('/');
      const isVague = segments.some(
        (segment) => BANNED_NAMES.test(segment) || segment.split('-').some((word) => BANNED_WORDS.test(word)),
      );
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || isVague;
    });
    expect(wrong).toEqual([]);
  });

  it('hold no unfinished business', () => {
    const notes = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')})\\b`);
    expect([...sources, ...listSources('test')].filter((file) => notes.test(readText(file)))).toEqual([]);
  });

  it('never silence the type checker wholesale', () => {
    const silenced = [...sources, ...listSources('test')].filter((file) => /@ts-(nocheck|ignore)/.test(readText(file)));
    expect(silenced).toEqual([]);
  });
});

describe('rooms', () => {
  it(`have at most ${ROOM_FILES_MAX} files and ${ROOM_LINES_MAX} lines`, () => {
    const rooms = Map.groupBy(listSources('shared', 'functions'), roomOf);
    const large = [...rooms]
      .map(([room, files]) => ({
        room,
        files: files.length,
        lines: files.reduce((sum, file) => sum + linesOf(file), 0),
      }))
      .filter(({ files, lines }) => files > ROOM_FILES_MAX || lines > ROOM_LINES_MAX);
    expect(large).toEqual([]);
  });
});

describe('side effects at import', () => {
  /** Entries: what a process starts with. Everything else only declares. */
  const ENTRIES = [
    /^functions\/[a-z-]+\/index\.ts$/,
    /^scripts\/[a-z-]+\.(ts|mjs)$/,
    /^scripts\/tabular\/(main\.ts|bin\.mjs)$/,
    /^scripts\/engines\/main\.ts$/,
    /^scripts\/bench\//,
    /^shared\/workers\/[a-z-]+\.ts$/,
  ];

  it('happen in entries only', () => {
    const effectful = sources
      .filter((file) => !ENTRIES.some((entry) => entry.test(file)))
      .filter((file) => codeOnly(readText(file)).split('\n').some(isEffect));
    expect(effectful).toEqual([]);
  });

  it('are seen when planted', () => {
    expect(isEffect('listen(app);')).toBe(true);
    expect(isEffect('export const a = 1;')).toBe(false);
  });

  /** A statement at the left margin that is neither a declaration nor the rest of one. */
  function isEffect(line: string): boolean {
    return /^(await |if |for |while |try |[a-zA-Z_$][\w$.]*\()/.test(line) && !/^(function|import|export)\b/.test(line);
  }
});

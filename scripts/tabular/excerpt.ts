import type { IssuePlace } from './place-issues.ts';

/** Characters of the line that are shown before the one in question. */
const BEFORE_MAX = 48;
const WIDTH_MIN = 40;
/** Two columns wide on every terminal: East Asian wide and full-width characters. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** `spec.yaml:12:7`, as editors and terminals turn into a link. */
export function positionText({ file, line, column }: IssuePlace): string {
  return `${file}:${line}:${column}`;
}

/** The line of a place and a caret under its column, cut to `width` columns around it. */
export function excerpt({ line, column, text }: IssuePlace, width: number): [line: string, caret: string] {
  const gutter = `    ${line} | `;
  const start = Math.max(0, column - 1 - BEFORE_MAX);
  const room = Math.max(WIDTH_MIN, width - 1) - gutter.length - 2;
  const lead = start > 0 ? '…' : '';
  const end = start + room;
  const shown = printable(text.slice(start, end));
  const before = printable(text.slice(start, column - 1));
  const blank = Array.from(lead + before, (character) => (WIDE.test(character) ? '  ' : ' ')).join('');
  return [`${gutter}${lead}${shown}${end < text.length ? '…' : ''}`, `${' '.repeat(gutter.length - 2)}| ${blank}^`];
}

/** One column per character: no tabs, and nothing that a terminal would obey. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

import { machineLoad } from './interleave.ts';

/** One line of the table: a measured figure beside what it must reach. */
export interface Bar {
  readonly name: string;
  readonly must: number;
  /** `atLeast`: larger is better; `atMost`: smaller is better. */
  readonly direction: 'atLeast' | 'atMost';
  readonly measured: number;
  readonly unit: 'x' | 'MB' | '%' | 'failures' | 'statements';
  /** Absolute figures, for reading only. */
  readonly detail: string;
  readonly load: number;
}

export function bar(fields: Omit<Bar, 'load'>): Bar {
  return { ...fields, load: machineLoad() };
}

export function isMet(candidate: Bar): boolean {
  return candidate.direction === 'atLeast'
    ? candidate.measured >= candidate.must
    : candidate.measured <= candidate.must;
}

/** The same on any machine, however busy. */
const COUNTED: ReadonlySet<Bar['unit']> = new Set(['failures', 'statements', '%']);

/** Machines are noisy: continuous integration only refuses what is worse than half of a must. */
export function isWithinHalf(candidate: Bar): boolean {
  if (COUNTED.has(candidate.unit)) return isMet(candidate);
  return candidate.direction === 'atLeast'
    ? candidate.measured >= candidate.must / 2
    : candidate.measured <= candidate.must * 2;
}

export function formatTable(bars: readonly Bar[]): string {
  const rows = bars.map((entry) => [
    isMet(entry) ? 'ok' : isWithinHalf(entry) ? 'LOW' : 'FAIL',
    entry.name,
    `${entry.direction === 'atLeast' ? '>=' : '<='} ${formatFigure(entry.must, entry.unit)}`,
    formatFigure(entry.measured, entry.unit),
    entry.load.toFixed(2),
    entry.detail,
  ]);
  const all = [['', 'bar', 'must', 'measured', 'load', 'figures'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatFigure(value: number, unit: Bar['unit']): string {
  if (unit === 'x') return `${value.toFixed(2)}x`;
  if (unit === '%') return `${value.toFixed(2)} %`;
  if (unit === 'statements') return value.toFixed(2);
  return unit === 'MB' ? `${Math.round(value)} MB` : `${value}`;
}

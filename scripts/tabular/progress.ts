import { formatClock, formatCount, formatRate } from './human-units.ts';
import type { Terminal } from './terminal.ts';

const BAR_WIDTH = 28;
const BAR_INTERVAL_MS = 100;
/** Between plain lines, where nobody watches a bar. */
const LINE_INTERVAL_MS = 5_000;

export interface Progress {
  /** `done` of `total` rows so far. Cheap: most calls draw nothing. */
  update(done: number, total: number, label?: string): void;
  /** Clears the bar, so that the next line starts clean. */
  end(): void;
}

/**
 * A bar that redraws itself on a terminal; a plain line every five seconds elsewhere; nothing when `isQuiet`.
 * `now` is in milliseconds.
 */
export function createProgress(
  terminal: Terminal,
  isQuiet: boolean,
  now: () => number = performance.now.bind(performance),
): Progress {
  if (isQuiet) return { update() {}, end() {} };
  const startedAt = now();
  const intervalMs = terminal.isInteractive ? BAR_INTERVAL_MS : LINE_INTERVAL_MS;
  let drawnAt = terminal.isInteractive ? Number.NEGATIVE_INFINITY : startedAt;
  let hasBar = false;
  return {
    update(done, total, label = 'rows') {
      const time = now();
      if (time - drawnAt < intervalMs) return;
      drawnAt = time;
      const status = statusLine(done, total, label, (time - startedAt) / 1_000);
      if (!terminal.isInteractive) {
        terminal.notes(`${status}\n`);
        return;
      }
      terminal.notes(`\r${clip(`${bar(done, total)} ${status}`, terminal.width)}\u001b[K`);
      hasBar = true;
    },
    end() {
      if (hasBar) terminal.notes('\r\u001b[K');
      hasBar = false;
    },
  };
}

function statusLine(done: number, total: number, label: string, seconds: number): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const counts = `${percent}%  ${formatCount(done)} of ${formatCount(total)} ${label}`;
  if (done === 0 || seconds === 0) return counts;
  const perSecond = done / seconds;
  return `${counts}  ${formatRate(perSecond)} ${label}/s  ${formatClock((total - done) / perSecond)} left`;
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
  return `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}]`;
}

function clip(line: string, width: number): string {
  return line.length < width ? line : line.slice(0, Math.max(0, width - 1));
}

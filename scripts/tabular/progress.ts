import { formatClock, formatCount, formatRate } from './human-units.ts';
import type { Terminal } from './terminal.ts';

const BAR_WIDTH_MAX = 28;
/** Narrower bars say less than the numbers that they push out. */
const BAR_WIDTH_MIN = 8;
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
  let startedAt = now();
  let shown = 'rows';
  const intervalMs = terminal.isInteractive ? BAR_INTERVAL_MS : LINE_INTERVAL_MS;
  let drawnAt = terminal.isInteractive ? Number.NEGATIVE_INFINITY : startedAt;
  let hasBar = false;
  return {
    update(done, total, label = 'rows') {
      const time = now();
      if (label !== shown) {
        // Another step, with a rate of its own.
        shown = label;
        startedAt = time;
      }
      if (time - drawnAt < intervalMs || (done === 0 && !terminal.isInteractive)) return;
      drawnAt = time;
      const status = statusLine(done, total, label, (time - startedAt) / 1_000);
      if (!terminal.isInteractive) {
        terminal.notes(`${status}\n`);
        return;
      }
      terminal.notes(`\r${drawBar(done / total, status, terminal.width)}\u001b[K`);
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

/** Bar and status on one line shorter than `width`; the bar gives way first. */
function drawBar(share: number, status: string, width: number): string {
  const barWidth = Math.min(BAR_WIDTH_MAX, width - status.length - 4);
  if (barWidth < BAR_WIDTH_MIN) return status.slice(0, Math.max(0, width - 1));
  const filled = Math.floor((Number.isFinite(share) ? Math.min(share, 1) : 1) * barWidth);
  return `[${'='.repeat(filled)}${' '.repeat(barWidth - filled)}] ${status}`;
}

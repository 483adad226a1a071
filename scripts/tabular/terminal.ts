/** What a command may touch of the world around it: data goes to `data`, everything else to `notes`. */
export interface Terminal {
  /** Standard output: results only. */
  data(text: string): void;
  /** Standard error: progress, warnings, errors. */
  notes(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Someone is watching `notes`: progress bars are welcome. */
  readonly isInteractive: boolean;
  readonly hasColour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

const ESCAPE = '\u001b';

/** `text` in red or bold where colours are shown. */
export function paint(terminal: Terminal, style: 'red' | 'bold', text: string): string {
  if (!terminal.hasColour) return text;
  return `${ESCAPE}[${style === 'red' ? 31 : 1}m${text}${ESCAPE}[0m`;
}

/** Rows as aligned columns, numbers to the right; ends with a newline. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => {
    row.forEach((cell, index) => {
      all[index] = Math.max(all[index] ?? 0, String(cell).length);
    });
    return all;
  }, []);
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, index) =>
        typeof cell === 'number' ? String(cell).padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

/** `work`, unless Ctrl-C comes first: for work that cannot be stopped and leaves nothing behind. */
export function unlessInterrupted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const interrupted = Promise.withResolvers<never>();
  const interrupt = () => interrupted.reject(signal.reason);
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  return Promise.race([work, interrupted.promise]).finally(() => signal.removeEventListener('abort', interrupt));
}

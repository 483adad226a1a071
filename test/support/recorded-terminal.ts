import type { Terminal } from '../../scripts/tabular/terminal.ts';

export interface RecordedTerminal extends Terminal {
  readonly dataText: () => string;
  readonly notesText: () => string;
  readonly interrupt: () => void;
}

/** A terminal that keeps what is written, for tests that run commands in this process. */
export function recordTerminal(
  options: { isInteractive?: boolean; environment?: Readonly<Record<string, string>>; width?: number } = {},
): RecordedTerminal {
  const data: string[] = [];
  const notes: string[] = [];
  const controller = new AbortController();
  return {
    data: (text) => data.push(text),
    notes: (text) => notes.push(text),
    environment: options.environment ?? {},
    isInteractive: options.isInteractive ?? false,
    hasColour: false,
    width: options.width ?? 80,
    signal: controller.signal,
    dataText: () => data.join(''),
    notesText: () => notes.join(''),
    interrupt: () => controller.abort(new Error('interrupted')),
  };
}

import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../scripts/tabular/progress.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

function clockFrom(start: number) {
  const clock = { ms: start };
  return { now: () => clock.ms, pass: (ms: number) => (clock.ms += ms) };
}

describe('createProgress', () => {
  it('draws rows, rate and time left on a terminal', () => {
    const terminal = recordTerminal({ isInteractive: true, width: 120 });
    const clock = clockFrom(0);
    const progress = createProgress(terminal, false, clock.now);
    clock.pass(2_000);
    progress.update(2_500_000, 10_000_000);
    expect(terminal.notesText()).toContain('[=======                     ] 25%');
    expect(terminal.notesText()).toContain('2,500,000 of 10,000,000 rows  1.3 M rows/s  0:06 left');
  });

  it('never draws a line as wide as the terminal', () => {
    const terminal = recordTerminal({ isInteractive: true, width: 40 });
    createProgress(terminal, false, clockFrom(0).now).update(1, 2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is removed
    expect(terminal.notesText().replace(/\r|\u001b\[K/g, '').length).toBeLessThan(40);
  });

  it('redraws ten times a second at most, and clears itself', () => {
    const terminal = recordTerminal({ isInteractive: true });
    const clock = clockFrom(0);
    const progress = createProgress(terminal, false, clock.now);
    for (let row = 0; row < 100; row++) {
      progress.update(row, 100);
      clock.pass(10);
    }
    progress.end();
    expect(terminal.notesText().split('\r').length - 1).toBe(11);
    expect(terminal.notesText().endsWith('\r\u001b[K')).toBe(true);
  });

  it('prints a plain line every five seconds where nobody watches', () => {
    const terminal = recordTerminal();
    const clock = clockFrom(0);
    const progress = createProgress(terminal, false, clock.now);
    for (let second = 0; second <= 11; second++) {
      progress.update(second, 20);
      clock.pass(1_000);
    }
    progress.end();
    expect(terminal.notesText().trim().split('\n')).toHaveLength(2);
    expect(terminal.notesText()).not.toContain('\r');
  });

  it('stays silent when asked to', () => {
    const terminal = recordTerminal({ isInteractive: true });
    const progress = createProgress(terminal, true);
    progress.update(1, 2);
    progress.end();
    expect(terminal.notesText()).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { runStep } from '../../../scripts/engines/run-step.ts';

const node = (script: string) => [process.execPath, '-e', script];

describe('runStep', () => {
  it('answers what the program wrote', async () => {
    expect(await runStep(node('console.log(process.env.STEP)'), { env: { STEP: 'one' } })).toBe('one\n');
  });

  it('names the last complaints of a program that fails', async () => {
    const script = `console.error('first\\nsecond\\ngo: downloading x\\nthird\\nfourth\\n'); process.exit(4)`;
    await expect(runStep(node(script))).rejects.toThrow(/ ended with 4: second; third; fourth$/);
  });

  it('stops what takes too long', async () => {
    await expect(runStep(node('setInterval(() => {}, 1000)'), { timeoutMs: 100 })).rejects.toThrow(
      'was stopped after at most 0.1 s',
    );
  });

  it('says that a program is missing', async () => {
    await expect(runStep(['/nowhere/program'])).rejects.toThrow('ended with 127');
  });
});

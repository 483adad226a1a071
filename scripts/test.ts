/**
 * `npm test [-- FILTER… --coverage --project NAME]`: runs the tests, names what was skipped and why, and ends with
 * one plain line of counts. Line coverage is measured in CI (CI=true) or with --coverage. The project `engines` runs
 * only when asked for by name or by a filter; by name, every engine is built or downloaded first.
 */
import { parseArgs } from 'node:util';
import type { TestCase, TestModule } from 'vitest/node';
import { startVitest } from 'vitest/node';
import { ENGINE_NAMES } from './engines/engine-catalogue.ts';
import { obtainEngines } from './engines/obtain-engine.ts';

const USUAL_PROJECTS = ['unit', 'slow', 'services'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    coverage: { type: 'boolean', default: process.env['CI'] === 'true' },
    project: { type: 'string', multiple: true },
  },
});

const missing = values.project?.includes('engines')
  ? await obtainEngines(ENGINE_NAMES, (line) => process.stdout.write(`engines: ${line}\n`))
  : [];
const projects = values.project ?? (positionals.length === 0 ? USUAL_PROJECTS : undefined);
const vitest = await startVitest('test', positionals, {
  run: true,
  watch: false,
  ...(projects && { project: projects }),
  coverage: { enabled: values.coverage && positionals.length === 0 && !values.project },
});
const modules = vitest.state.getTestModules();
const tests = modules.flatMap((module) => [...module.children.allTests()]);
printSkipped(tests, missing);
const brokenModules = modules.filter(isBrokenWithoutTests).length;
const unhandledErrors = vitest.state.getUnhandledErrors().length;
await vitest.close();

const failed = countOf('failed') + brokenModules + unhandledErrors;
if (failed > 0 || tests.length === 0) process.exitCode = 1;
process.stdout.write(`\n${countOf('passed')} passed, ${failed} failed, ${countOf('skipped')} skipped\n`);

function countOf(state: 'passed' | 'failed' | 'skipped'): number {
  return tests.filter((test) => test.result().state === state).length;
}

function isBrokenWithoutTests(module: TestModule): boolean {
  return (
    module.state() === 'failed' && [...module.children.allTests()].every((test) => test.result().state !== 'failed')
  );
}

function printSkipped(all: readonly TestCase[], problems: readonly string[]): void {
  const skipped = all.filter((test) => test.result().state === 'skipped');
  if (projects === USUAL_PROJECTS)
    process.stdout.write('\nNot run: test/engines, whose services take time to get: npm run test:engines\n');
  for (const problem of problems) process.stdout.write(`\nMissing: ${problem}\n`);
  if (skipped.length === 0) return;
  process.stdout.write(`\nSkipped, by name and reason:\n`);
  for (const test of skipped) {
    const result = test.result();
    const note = result.state === 'skipped' && result.note !== undefined ? `: ${result.note}` : '';
    process.stdout.write(`  ${test.module.relativeModuleId} > ${test.fullName}${note}\n`);
  }
}

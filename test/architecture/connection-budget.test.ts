import { describe, expect, it } from 'vitest';
import { connectionBudget, withConnectionBudget } from '../../scripts/connection-budget.ts';
import { readStack } from '../../scripts/stack/read-stack.ts';
import { readText } from './source-files.ts';

const budget = connectionBudget(readStack());

describe('the connections of stack.yml', () => {
  it('fit into the database, at the largest scale and while the largest function is rolled out', () => {
    expect(budget.total).toBeGreaterThan(0);
    expect(budget.totalWhileRolling).toBeLessThanOrEqual(budget.available);
  });

  it('are those of docs/database.md', () => {
    const document = readText('docs/database.md');
    expect(document).toBe(withConnectionBudget(document, budget));
  });

  it('are scale times pool, added up', () => {
    const scale = (max: number) => ({ min: 1, max, isZeroAllowed: false });
    const [plan] = readStack().functions;
    const functions = [
      { ...plan!, name: 'a', scale: scale(3), poolSize: 10 },
      { ...plan!, name: 'b', scale: scale(5), poolSize: 2 },
    ];
    expect(connectionBudget({ functions })).toMatchObject({ total: 40, totalWhileRolling: 70, available: 180 });
  });
});

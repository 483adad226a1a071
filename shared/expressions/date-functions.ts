import type { FunctionRule } from './function-table.ts';

/** Dates, times, timestamps and intervals. */
export const DATE_FUNCTIONS: Readonly<Record<string, FunctionRule>> = {};

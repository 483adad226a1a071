import type { FunctionForm } from './function-table.ts';

/** Text: characters are code points, counted from 1. */
export const TEXT_FUNCTIONS: Readonly<Record<string, readonly FunctionForm[]>> = {};

/**
 * Loops of their own for the functions that columns use most: a call per row would box each number, which costs more
 * than the function. Each gives what its function gives, NaN for NaN included.
 */

import { roundDecimal } from '../numerics/round-decimal.ts';
import { addDays, addMicros, dayOfMonth, monthOf, yearOf } from './calendar.ts';
import type { NumberLane } from './lanes.ts';
import type { ScalarFunction } from './operation.ts';
import { greatestNumber, leastNumber } from './order-values.ts';

export type UnaryLoop = (out: Float64Array, operand: NumberLane, rowCount: number) => void;
export type BinaryLoop = (out: Float64Array, left: NumberLane, right: NumberLane, rowCount: number) => void;

export const UNARY_LOOPS: ReadonlyMap<ScalarFunction, UnaryLoop> = new Map<ScalarFunction, UnaryLoop>([
  [
    Math.abs,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = Math.abs(values[row & mask]!);
    },
  ],
  [
    Math.floor,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = Math.floor(values[row & mask]!) + 0;
    },
  ],
  [
    Math.ceil,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = Math.ceil(values[row & mask]!) + 0;
    },
  ],
  [
    Math.trunc,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = Math.trunc(values[row & mask]!) + 0;
    },
  ],
  [
    Math.sqrt,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = Math.sqrt(values[row & mask]!) + 0;
    },
  ],
  [
    yearOf,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = yearOf(values[row & mask]!);
    },
  ],
  [
    monthOf,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = monthOf(values[row & mask]!);
    },
  ],
  [
    dayOfMonth,
    (out, { values, mask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = dayOfMonth(values[row & mask]!);
    },
  ],
]);

export const BINARY_LOOPS: ReadonlyMap<ScalarFunction, BinaryLoop> = new Map<ScalarFunction, BinaryLoop>([
  [
    roundDecimal,
    (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = roundDecimal(a[row & aMask]!, b[row & bMask]!) + 0;
    },
  ],
  [
    addDays,
    (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = addDays(a[row & aMask]!, b[row & bMask]!);
    },
  ],
  [
    addMicros,
    (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = addMicros(a[row & aMask]!, b[row & bMask]!);
    },
  ],
  [
    leastNumber,
    (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = leastNumber(a[row & aMask]!, b[row & bMask]!);
    },
  ],
  [
    greatestNumber,
    (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
      for (let row = 0; row < rowCount; row++) out[row] = greatestNumber(a[row & aMask]!, b[row & bMask]!);
    },
  ],
]);

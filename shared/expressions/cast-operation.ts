import { convertOperation } from './convert-operation.ts';
import type { ExpressionType } from './expression-node.ts';
import type { Operation } from './operation.ts';

/** `cast(operand as type)`; `undefined` when there is no such cast. */
export function castOperation(operand: Operation, type: ExpressionType): Operation | undefined {
  return convertOperation(operand, type);
}

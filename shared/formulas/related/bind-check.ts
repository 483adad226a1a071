import type { PageRange } from '../../columns/column-program.ts';
import type { EarlierColumns } from '../../columns/earlier-columns.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { bindExpression, compileColumnExpression, type KnownColumns } from '../derived/compile-derived.ts';

/** One check bound. */
export interface BoundCheck {
  readonly name: string;
  /** 1 where a row of the page fails; good until the next call. NULL passes, as in SQL. */
  fails(page: PageRange, earlier: EarlierColumns): Uint8Array;
}

type PlannedCheck = NonNullable<GroupOf<'related'>['checks']>[number];

export function bindCheck(
  session: KernelSession,
  { name, check }: PlannedCheck,
  { scope, known }: { readonly scope: StreamScope; readonly known: KnownColumns },
): BoundCheck {
  const evaluate = bindExpression(session, compileColumnExpression(check, scope, known), {
    name: `check/${name}`,
    scope,
    known,
  });
  let failed = new Uint8Array(0);
  return {
    name,
    fails(page, earlier) {
      const { values, isNull } = evaluate(page, earlier) as { values: Uint8Array; isNull?: Uint8Array };
      if (failed.length < page.rowCount) failed = new Uint8Array(page.rowCount);
      for (let i = 0; i < page.rowCount; i++)
        failed[i] = (1 - values[i]!) & (isNull === undefined ? 1 : 1 - isNull[i]!);
      return failed;
    },
  };
}

import type { Vector } from '../columns/vector.ts';
import type { BlockSums, GroupOf, MemberGroup } from '../contracts/plan.ts';
import { AppError, type Issue } from '../errors/app-error.ts';
import { type CheckSet, canBeRedrawn, checkedMembers, membersNeeded } from '../formulas/related/checked-members.ts';
import { bindTable } from '../generation/bind-table.ts';
import { type CompilablePlan, compileTable } from '../generation/compile-table.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { borrowSession } from './planning-session.ts';

/** A check that accepts less would need more draws than a row is worth. */
const ACCEPTED_MIN = 1 / 10_000;
/** Rows that are drawn once to learn how many of them are accepted; more where those are few. */
const SAMPLE_ROWS = 20_000;
const LARGE_SAMPLE_ROWS = 200_000;
/** With so few of the first sample accepted, chance could decide. */
const FEW_ROWS = 20;
/** Rows between two pauses. */
const STEP_ROWS = 8_192;

type RelatedGroup = GroupOf<'related'>;

/**
 * Refuses checks that no new draw can change, and those that accept less than 1 in 10,000 draws of a sample under the
 * plan's seed. Throws INVALID_SPEC with all faults at once. Yields now and then.
 */
export function* requireAcceptance(plan: CompilablePlan, blockSums: BlockSums): Generator<void, void> {
  const issues: Issue[] = [];
  for (const [index, { groups }] of plan.tables.entries())
    for (const group of groups) {
      if (group.kind !== 'related' || group.checks === undefined) continue;
      const fixed = fixedFaults(group, plan.tables[index]!.name);
      issues.push(...fixed);
      if (fixed.length > 0) continue;
      for (const set of checkedMembers(group).sets)
        issues.push(...(yield* rareFaults({ plan, blockSums }, index, set)));
    }
  const [first] = issues;
  if (first === undefined) return;
  const summary =
    issues.length === 1 ? `${first.path}: ${first.message}` : `the specification has ${issues.length} faults`;
  throw new AppError('INVALID_SPEC', summary, { issues });
}

/** Checks that would fail for the same rows however often those were drawn. */
function fixedFaults({ members, checks = [] }: RelatedGroup, table: string): Issue[] {
  return checks.flatMap(({ name, reads }) => {
    if ([...membersNeeded(members, reads)].some(canBeRedrawn)) return [];
    const message = `the check "${name}" reads only columns that are never drawn anew: ${reads.join(', ')}`;
    const remedy = 'let it read a column that is drawn; keys, sequences, constants and unique columns are not';
    return [{ path: pathOf(table), code: 'CHECK_FIXED', message, remedy }];
  });
}

interface Planned {
  readonly plan: CompilablePlan;
  readonly blockSums: BlockSums;
}

function* rareFaults(planned: Planned, tableIndex: number, set: CheckSet): Generator<void, Issue[]> {
  const { plan } = planned;
  const { name: table, num_records: rows } = plan.tables[tableIndex]!;
  // Columns that are drawn are the same for any number of rows; others end with the table.
  const bound = set.needed.every(isDrawn) ? Number.POSITIVE_INFINITY : rows;
  if (bound < SAMPLE_ROWS) return [];
  const { session, giveBack } = borrowSession();
  try {
    let sample = yield* sampleRows(session, sampleOf(planned, tableIndex, set), SAMPLE_ROWS);
    if (sample.accepted < FEW_ROWS)
      sample = yield* sampleRows(session, sampleOf(planned, tableIndex, set), Math.min(bound, LARGE_SAMPLE_ROWS));
    const { accepted, drawn } = sample;
    if (accepted >= drawn * ACCEPTED_MIN) return [];
    const names = set.checks.map(({ name }) => `"${name}"`).join(' and ');
    const message = `the check ${names} of ${table} accepts ${accepted} of ${drawn} sampled rows; at least 1 in 10,000 must be`;
    const remedy = 'draw the columns from what the check allows, or derive one of them from the others';
    return [
      {
        path: pathOf(table),
        code: 'CHECK_RARELY_HOLDS',
        message,
        value: accepted / drawn,
        bound: ACCEPTED_MIN,
        remedy,
      },
    ];
  } finally {
    giveBack();
  }
}

const pathOf = (table: string): string => `tables.${table}.checks`;

function isDrawn(member: MemberGroup): boolean {
  return member.kind === 'derived' || canBeRedrawn(member);
}

/** The plan with one more table, whose columns are what the checks say of the rows. */
function sampleOf({ plan, blockSums }: Planned, tableIndex: number, { checks, needed }: CheckSet): Planned {
  const truths = checks.map(({ check, reads }, position): MemberGroup => {
    const column = { name: `\u0000check ${position}`, kind: 'derived' as const, null_rate: 0, expression: check };
    return { kind: 'derived', position, column, expression: check, reads: [...reads] };
  });
  const group: RelatedGroup = { kind: 'related', members: [...needed.map(withoutPositions), ...truths] };
  const table = plan.tables[tableIndex]!;
  const sample = { name: table.name, num_records: table.num_records, groups: [group] };
  return { plan: { ...plan, tables: [...plan.tables, sample] }, blockSums };
}

function withoutPositions(member: MemberGroup): MemberGroup {
  if (member.kind === 'inherited') return member;
  if (!('columns' in member)) return without(member);
  return { ...member, columns: member.columns.map(without) } as MemberGroup;
}

function without<Placed extends { position?: number | undefined }>({ position: _position, ...others }: Placed) {
  return others as Placed;
}

interface Sample {
  readonly accepted: number;
  readonly drawn: number;
}

function* sampleRows(session: KernelSession, { plan, blockSums }: Planned, rowCount: number): Generator<void, Sample> {
  const program = compileTable(plan, plan.tables.length - 1, { blockSums });
  const bound = bindTable({ ...program, pageRows: STEP_ROWS }, session);
  let accepted = 0;
  for (let rowStart = 0; rowStart < rowCount; rowStart += STEP_ROWS) {
    const page = { rowStart, rowCount: Math.min(STEP_ROWS, rowCount - rowStart) };
    accepted += countAccepted(session, bound.emitPage(page), page.rowCount);
    yield;
  }
  return { accepted, drawn: rowCount };
}

/** Rows for which no check is false. */
function countAccepted({ bytes }: KernelSession, truths: readonly Vector[], rowCount: number): number {
  let accepted = 0;
  for (let row = 0; row < rowCount; row++) {
    const isRefused = truths.some(({ values, presence }) => {
      const isTrue = (bytes[values + (row >>> 3)]! >>> (row & 7)) & 1;
      return isTrue === 0 && (presence === undefined || bytes[presence + row] === 1);
    });
    accepted += isRefused ? 0 : 1;
  }
  return accepted;
}

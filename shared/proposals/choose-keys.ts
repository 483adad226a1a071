import { LIMITS } from '../contracts/limits.ts';
import { type ColumnLimits, readLimits } from './check-limits.ts';
import { NULL_RATE } from './choose-column.ts';
import type { SourceKey, SourceTable } from './source-schema.ts';
import type { Members } from './type-columns.ts';

/** A key whose parent is known. */
export interface ChosenKey {
  readonly columns: readonly string[];
  readonly references: string;
  readonly parentColumns: readonly string[];
  readonly members: Members;
}

export interface TableKeys {
  readonly keys: readonly ChosenKey[];
  /** Columns that must hold no value twice on their own. */
  readonly uniqueColumns: ReadonlySet<string>;
  readonly numRecords: number;
  readonly notes: readonly string[];
}

export interface KeySurroundings {
  readonly tables: ReadonlyMap<string, SourceTable>;
  readonly rowsOf: (table: string) => number;
}

/** Which keys of all tables are kept, which one of each table owns its rows, and which columns make rows unique. */
export function chooseKeys(surroundings: KeySurroundings): Map<string, TableKeys> {
  const owners = new Map<string, string>();
  const reads = new Map<string, string>();
  const chosen = new Map<string, TableKeys>();
  for (const [name, table] of surroundings.tables) {
    const chooser = new KeyChooser(table, { ...surroundings, owners, reads });
    chosen.set(name, chooser.choose());
  }
  return chosen;
}

interface Shared extends KeySurroundings {
  /** Who owns a table's rows, for tables already looked at. */
  readonly owners: Map<string, string>;
  /** `table.column` -> the parent's, for keys already taken. */
  readonly reads: Map<string, string>;
}

class KeyChooser {
  readonly #table: SourceTable;
  readonly #shared: Shared;
  readonly #notes: string[] = [];
  readonly #unique = new Set<string>();
  readonly #limits: ReadonlyMap<string, Partial<ColumnLimits>>;
  #numRecords: number;

  constructor(table: SourceTable, shared: Shared) {
    this.#table = table;
    this.#limits = readLimits(table.checks.map(({ expression }) => expression));
    this.#shared = shared;
    this.#numRecords = shared.rowsOf(table.name);
  }

  choose(): TableKeys {
    const keys = this.#usableKeys();
    const combinations = [...(this.#table.primaryKey ? [this.#table.primaryKey] : []), ...this.#table.uniques];
    for (const [column, ...others] of combinations) if (others.length === 0 && column) this.#unique.add(column);
    const rules = this.#rulesOf(keys, combinations);
    for (const columns of combinations) this.#makeUnique(columns, keys, rules);
    for (const { columns } of keys) for (const column of columns) this.#unique.delete(column);
    return {
      keys: keys.map((key) => ({ ...key, members: rules.get(key) ?? this.#drawn(key) })),
      uniqueColumns: this.#unique,
      numRecords: this.#numRecords,
      notes: this.#notes,
    };
  }

  #usableKeys(): Omit<ChosenKey, 'members'>[] {
    const taken = new Set<string>();
    const texts = this.#table.foreignKeys.map(({ columns, references }) => JSON.stringify([columns, references]));
    // A script may say the same at the column and again below.
    const distinct = this.#table.foreignKeys.filter((_key, index) => texts.indexOf(texts[index]!) === index);
    return distinct.flatMap((key) => {
      const usable = this.#resolve(key, taken);
      if (usable === undefined) return [];
      for (const column of key.columns) taken.add(column);
      return [usable];
    });
  }

  #resolve(key: SourceKey, taken: ReadonlySet<string>): Omit<ChosenKey, 'members'> | undefined {
    const label = `the foreign key (${key.columns.join(', ')}) to ${key.references}`;
    const parent = this.#shared.tables.get(key.references);
    const parentColumns = key.parentColumns ?? parent?.primaryKey;
    const refuse = (reason: string): undefined => void this.#notes.push(`${label} is not kept: ${reason}`);
    if (parent === undefined) return refuse('there is no such table');
    if (parentColumns?.length !== key.columns.length) return refuse(`${key.references} has no primary key that fits`);
    if (key.columns.some((column) => taken.has(column))) return refuse('another key has one of its columns already');
    const isUnknown = (table: SourceTable, column: string) => !table.columns.some(({ name }) => name === column);
    if (
      key.columns.some((column) => isUnknown(this.#table, column)) ||
      parentColumns.some((one) => isUnknown(parent, one))
    )
      return refuse('it names an unknown column');
    const pairs = key.columns.map((column, index): [string, string] => [
      `${this.#table.name}.${column}`,
      `${key.references}.${parentColumns[index]}`,
    ]);
    if (pairs.some(([own, other]) => this.#leadsTo(other, own, this.#shared.reads)))
      return refuse('its columns would take their values from each other in a circle');
    for (const [own, other] of pairs) this.#shared.reads.set(own, other);
    return { columns: key.columns, references: key.references, parentColumns };
  }

  #leadsTo(from: string, to: string, edges: ReadonlyMap<string, string>): boolean {
    const seen = new Set<string>();
    for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = edges.get(at)) {
      if (at === to) return true;
      seen.add(at);
    }
    return false;
  }

  /** One key may own the rows: one that is unique, or one of two that are unique together. */
  #rulesOf(
    keys: readonly Omit<ChosenKey, 'members'>[],
    combinations: readonly (readonly string[])[],
  ): Map<unknown, Members> {
    const rules = new Map<unknown, Members>();
    const single = keys.filter((key) => combinations.some((columns) => isSame(columns, key.columns)));
    const owner = single.find((key) => this.#canOwn(key.references));
    for (const key of single.filter((one) => one !== owner))
      this.#notes.push(
        `(${key.columns.join(', ')}) is a unique key to ${key.references}, but only one key can own rows`,
      );
    if (owner !== undefined) return rules.set(owner, this.#ownOnce(owner));
    for (const columns of combinations) {
      const within = keys.filter((key) => key.columns.every((column) => columns.includes(column)));
      const bridge = this.#findBridge(within);
      if (bridge === undefined || this.#hasUniqueMember(columns, keys)) continue;
      this.#shared.owners.set(this.#table.name, bridge.owner.references);
      return rules.set(bridge.owner, bridge.members).set(bridge.other, { unique_within_owner: true });
    }
    return rules;
  }

  #canOwn(parent: string): boolean {
    return !this.#leadsTo(parent, this.#table.name, this.#shared.owners);
  }

  /** Every parent once at most: as many rows as there are parents are enough. */
  #ownOnce(key: Omit<ChosenKey, 'members'>): Members {
    const parents = this.#shared.rowsOf(key.references);
    this.#shared.owners.set(this.#table.name, key.references);
    if (this.#numRecords > parents) {
      this.#notes.push(`has ${parents} rows: each row of ${key.references} has one at most`);
      this.#numRecords = parents;
    }
    return { children: 1 };
  }

  #findBridge(keys: readonly Omit<ChosenKey, 'members'>[]) {
    for (const owner of keys)
      for (const other of keys) {
        if (owner === other || !this.#canOwn(owner.references)) continue;
        const children = this.#childrenWithin(owner.references, other.references);
        if (children !== undefined) return { owner, other, members: { children } };
      }
    return undefined;
  }

  /** About as many children for each owner, and never more than there are partners for them. */
  #childrenWithin(owner: string, partner: string): number | [number, number] | undefined {
    const [owners, partners] = [this.#shared.rowsOf(owner), this.#shared.rowsOf(partner)];
    const average = Math.max(1, this.#numRecords / Math.max(1, owners));
    if (average > LIMITS.childrenPerParent || Math.ceil(average) > partners) return undefined;
    // Shares of [m/2, 3m/2] give the luckiest owner 3m at the very most.
    if (3 * average > partners || average < 2) return Math.ceil(average);
    return [Math.floor(average / 2), Math.min(LIMITS.childrenPerParent, Math.ceil(average * 1.5))];
  }

  /** A combination is unique where one of its columns is. */
  #makeUnique(
    columns: readonly string[],
    keys: readonly Omit<ChosenKey, 'members'>[],
    rules: ReadonlyMap<unknown, Members>,
  ): void {
    if (columns.length < 2) return;
    const ruled = keys.filter((key) => rules.has(key) && key.columns.every((column) => columns.includes(column)));
    if (ruled.length === 2 || ruled.some((key) => rules.get(key)?.['children'] === 1)) return;
    const free = this.#freeColumns(columns, keys);
    if (free.some((name) => this.#unique.has(name))) return;
    const roomy = free.filter((name) => CAN_CARRY.has(this.#typeOf(name)) && !this.#isNarrow(name));
    const best = roomy.find((name) => this.#typeOf(name) === 'datetime') ?? roomy[0];
    const label = `(${columns.join(', ')}) is unique in the source`;
    if (best === undefined) {
      this.#notes.push(`${label}: the rows may repeat a combination`);
      return;
    }
    this.#unique.add(best);
    this.#notes.push(`${label}: ${best} alone is made unique`);
  }

  #hasUniqueMember(columns: readonly string[], keys: readonly Omit<ChosenKey, 'members'>[]): boolean {
    return this.#freeColumns(columns, keys).some(
      (name) => this.#unique.has(name) || (CAN_CARRY.has(this.#typeOf(name)) && !this.#isNarrow(name)),
    );
  }

  /** Checks from both sides, or a list of values, leave too few to be unique. */
  #isNarrow(column: string): boolean {
    const { highs = [], values } = this.#limits.get(column) ?? {};
    return highs.length > 0 || values !== undefined;
  }

  #freeColumns(columns: readonly string[], keys: readonly Omit<ChosenKey, 'members'>[]): string[] {
    return columns.filter((column) => !keys.some((key) => key.columns.includes(column)));
  }

  #typeOf(column: string): string {
    return this.#table.columns.find(({ name }) => name === column)?.type.name ?? '';
  }

  #drawn(key: Omit<ChosenKey, 'members'>): Members {
    const columns = this.#table.columns.filter(({ name }) => key.columns.includes(name));
    const isOptional = columns.some(({ isNullable }) => isNullable) && !this.#isInPrimaryKey(key.columns);
    const nullRate = Math.max(...columns.map((column) => column.nullRate ?? NULL_RATE));
    // A tree of a table in itself has roots, which a key that is never null cannot have.
    const isTree = key.references === this.#table.name && !isOptional;
    return { ...(isOptional && { optional: nullRate }), ...(isTree && { choose: { name: 'zipf', a: 0 } }) };
  }

  #isInPrimaryKey(columns: readonly string[]): boolean {
    return columns.some((column) => this.#table.primaryKey?.includes(column) ?? false);
  }
}

/** Types with values enough to be unique. */
const CAN_CARRY = new Set(['datetime', 'integer', 'uuid', 'text', 'date', 'decimal']);

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

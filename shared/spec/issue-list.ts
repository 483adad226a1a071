import { AppError, type Issue } from '../errors/app-error.ts';
import type { IssueCode } from './issue-codes.ts';

const ISSUES_MAX = 1_000;
const VALUE_LENGTH_MAX = 100;

/** An issue as a check reports it: the path is added by the list. */
export interface Fault {
  readonly code: IssueCode;
  readonly message: string;
  readonly value?: unknown;
  readonly bound?: unknown;
  readonly remedy?: string;
}

/** Collects everything wrong with a spec, so that one answer can show it all. */
export class IssueList {
  readonly #issues: Issue[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Whether further issues would only be counted: loops over a caller's keys may stop. */
  get isFull(): boolean {
    return this.#count >= ISSUES_MAX;
  }

  add(path: string, fault: Fault): void {
    this.#count++;
    if (this.#issues.length >= ISSUES_MAX) return;
    const { code, message, value, bound, remedy } = fault;
    this.#issues.push({
      path,
      code,
      message,
      ...(isShowable(value) && { value }),
      ...(bound !== undefined && { bound }),
      ...(remedy !== undefined && { remedy }),
    });
  }

  /** Throws INVALID_SPEC with every issue when there is one. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const first = this.#issues[0];
    const summary =
      this.#count === 1
        ? `${first?.path || 'the specification'}: ${first?.message}`
        : `the specification has ${this.#count} faults`;
    throw new AppError('INVALID_SPEC', summary, { issues: this.#issues });
  }
}

/** Short scalars only: an answer must not carry a megabyte of the caller's own text back. */
function isShowable(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= VALUE_LENGTH_MAX;
  return typeof value === 'number' || typeof value === 'boolean' || value === null;
}

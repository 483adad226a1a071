import type { InboxEvent, InboxQuery } from '../contracts/triggers.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** An object with a content: two of the same are one. */
export interface Arrival {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

/** Why an arrival comes to nothing. */
export interface ArrivalFault {
  readonly code: ErrorCode;
  readonly message: string;
}

/** An arrival that this process works on, until the claim's time is over. */
export interface ClaimedArrival extends Arrival {
  readonly tenantId: string;
  readonly id: string;
  readonly state: 'received' | 'generating';
  /** Once there is one. */
  readonly jobId: string | null;
  /** Failures so far that might have passed. */
  readonly attempts: number;
  /** Since the first claim. */
  readonly triedSeconds: number;
  readonly token: string;
}

/** What was left to be done with a claimed arrival. Each answers false when the claim is another's by now. */
export interface ClaimSettlement {
  /** The job is made: results are brought when it has ended. */
  noteJob(arrival: ClaimedArrival, jobId: string): Promise<boolean>;
  /** Nothing can be done yet. */
  wait(arrival: ClaimedArrival, seconds: number): Promise<boolean>;
  /** A failure that may pass: once more later. */
  postpone(arrival: ClaimedArrival, seconds: number): Promise<boolean>;
  /** The work goes on: the claim's time begins anew. */
  keepClaim(arrival: ClaimedArrival): Promise<boolean>;
  end(
    arrival: ClaimedArrival,
    outcome:
      | { readonly state: 'succeeded' | 'superseded' }
      | { readonly state: 'failed'; readonly fault: ArrivalFault },
  ): Promise<boolean>;
}

/** What arrived in the inboxes and what became of it. Errors: those of the database. */
export interface InboxStore extends ClaimSettlement {
  /** Notes what is new; answers how many that were. */
  receive(tenantId: string, arrivals: readonly Arrival[], foundBy: InboxEvent['found_by']): Promise<number>;
  /** Notes what can come to nothing, with the reason; what is known already stays as it is. */
  refuse(tenantId: string, arrival: Arrival, fault: ArrivalFault): Promise<void>;
  list(tenantId: string, query: InboxQuery): Promise<{ events: InboxEvent[]; nextCursor?: string }>;
  /**
   * Claims up to `limit` arrivals for a minute. Those whose results go to one place are claimed one after the other, in
   * the order in which they arrived.
   */
  claim(limit: number): Promise<ClaimedArrival[]>;
  /** The key behind which the next page of the inbox's list begins; empty for the first. */
  readCursor(tenantId: string, bucket: string): Promise<string>;
  moveCursor(tenantId: string, bucket: string, afterKey: string): Promise<void>;
  /** Arrivals that ended more than `days` ago, those first that were looked at longest ago. */
  listEnded(days: number, limit: number): Promise<(Arrival & { readonly tenantId: string; readonly id: string })[]>;
  /** Their objects are gone, or still there. */
  settleEnded(
    tenantId: string,
    arrivals: { readonly gone: readonly string[]; readonly kept: readonly string[] },
  ): Promise<void>;
}

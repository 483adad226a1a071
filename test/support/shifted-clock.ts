/** Preloaded (`--import`): the clock of this process, and of its threads, is five minutes ahead. */
const AHEAD_MS = 300_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number]) {
    if (given.length === 0) super(RealDate.now() + AHEAD_MS);
    else super(...given);
  }

  static override now(): number {
    return RealDate.now() + AHEAD_MS;
  }
} as DateConstructor;

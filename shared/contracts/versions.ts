/** Raised whenever the same spec and seed would give another value anywhere. See docs/determinism.md. */
export const GENERATION_VERSION = 1;
/** Raised whenever a worker of the previous release could not read the plan. */
export const PLAN_VERSION = 2;

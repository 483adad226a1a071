/** A continuous law as functions of one value. Probabilities of both tails, since 1 - p loses a small p. */
export interface ContinuousLaw {
  /** P(X <= x). */
  cdf(x: number): number;
  /** P(X > x). */
  survival(x: number): number;
  /** The x with P(X <= x) = p, p in (0, 1/2]. */
  quantileLower(p: number): number;
  /** The x with P(X > x) = p, p in (0, 1/2]. */
  quantileUpper(p: number): number;
}

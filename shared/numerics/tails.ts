/** A probability and what is left of 1, each with its own digits. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** Both tails at a point, and the density there times the distance from the range's end (from both ends, if two). */
export interface TailsWithFactor extends Tails {
  readonly factor: number;
}

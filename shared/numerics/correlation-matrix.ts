/**
 * Correlation matrices: symmetric, 1 on the diagonal, positive definite.
 *
 * Source: Golub and Van Loan, "Matrix Computations" (Cholesky 4.2, Jacobi 8.5); Higham 2002, "Computing the nearest
 * correlation matrix", IMA J. Numer. Anal. 22 (alternating projections with Dykstra's correction).
 */
export type Matrix = readonly (readonly number[])[];

/** Pivots below this are rounding of 0. */
const PIVOT_MIN = 1e-10;
const SWEEPS_MAX = 60;
const PROJECTIONS_MAX = 1_000;
const CONVERGED = 1e-9;
/** Decimals of a nearest matrix, which is still positive definite when so rounded. */
const DECIMALS = 1e6;

/** The lower triangle L with L L' = matrix; `undefined` when the matrix is not positive definite. */
export function cholesky(matrix: Matrix): number[][] | undefined {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const line: number[] = [];
    for (let j = 0; j <= i; j++) {
      let rest = row[j]!;
      for (let k = 0; k < j; k++) rest -= line[k]! * (factor[j] ?? line)[k]!;
      if (i === j && rest < PIVOT_MIN) return undefined;
      line.push(i === j ? Math.sqrt(rest) : rest / factor[j]![j]!);
    }
    factor.push(line);
  }
  return factor;
}

/** The correlation matrix closest to a symmetric one (least sum of squared differences), rounded to 6 decimals. */
export function nearestCorrelation(matrix: Matrix): number[][] {
  const size = matrix.length;
  let nearest = matrix.map((row) => [...row]);
  let correction = zeros(size);
  for (let step = 0; step < PROJECTIONS_MAX; step++) {
    const corrected = combine(nearest, correction, -1);
    const projected = withoutNegatives(corrected);
    correction = combine(projected, corrected, -1);
    const next = projected.map((row, i) => row.map((value, j) => (i === j ? 1 : value)));
    const change = combine(next, nearest, -1)
      .flat()
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    nearest = next;
    if (change < CONVERGED) break;
  }
  return roundedInside(nearest);
}

/** Off the border of what is positive definite, towards the unit matrix, by as little as rounding allows. */
function roundedInside(matrix: Matrix): number[][] {
  for (let shrink = 1e-6 * matrix.length; shrink < 1; shrink *= 2) {
    const rounded = matrix.map((row, i) =>
      row.map((value, j) => (i === j ? 1 : Math.round(value * (1 - shrink) * DECIMALS) / DECIMALS + 0)),
    );
    if (cholesky(rounded) !== undefined) return rounded;
  }
  return matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
}

/** The nearest matrix without negative eigenvalues. */
function withoutNegatives(matrix: Matrix): number[][] {
  const { values, vectors } = eigen(matrix);
  return matrix.map((row, i) =>
    row.map((_, j) =>
      values.reduce((sum, value, k) => sum + Math.max(value, 0) * vectors[i]![k]! * vectors[j]![k]!, 0),
    ),
  );
}

/** Eigenvalues, and eigenvectors as columns, by Jacobi's rotations. */
function eigen(matrix: Matrix): { values: number[]; vectors: number[][] } {
  const a = matrix.map((row) => [...row]);
  const vectors = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    let offDiagonal = 0;
    for (let p = 0; p < a.length; p++)
      for (let q = p + 1; q < a.length; q++) {
        offDiagonal = Math.max(offDiagonal, Math.abs(a[p]![q]!));
        rotate(a, vectors, [p, q]);
      }
    if (offDiagonal < 1e-14) break;
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Turns the plane of p and q so that a[p][q] becomes 0. */
function rotate(a: number[][], vectors: number[][], [p, q]: readonly [number, number]): void {
  if (a[p]![q] === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) turn(row, { p, q, cosine, sine });
  for (let k = 0; k < a.length; k++) {
    const [ap, aq] = [a[p]![k]!, a[q]![k]!];
    a[p]![k] = cosine * ap - sine * aq;
    a[q]![k] = sine * ap + cosine * aq;
  }
  for (const row of vectors) turn(row, { p, q, cosine, sine });
}

/** Two entries of a row, turned. */
function turn(row: number[], { p, q, cosine, sine }: Turn): void {
  const [rp, rq] = [row[p]!, row[q]!];
  row[p] = cosine * rp - sine * rq;
  row[q] = sine * rp + cosine * rq;
}

interface Turn {
  readonly p: number;
  readonly q: number;
  readonly cosine: number;
  readonly sine: number;
}

function zeros(size: number): number[][] {
  return Array.from({ length: size }, () => new Array<number>(size).fill(0));
}

function combine(left: Matrix, right: Matrix, factor: number): number[][] {
  return left.map((row, i) => row.map((value, j) => value + factor * right[i]![j]!));
}

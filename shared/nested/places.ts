/**
 * Where the values of one level of nesting stand: runs of consecutive row numbers. At the top these are the rows of the
 * page. Element j of the list at row r has the row number r * max + j, so that kernels draw it as they draw rows, and
 * neither the page nor the other lists decide it.
 */
export interface Places {
  /** First row number of each run. */
  readonly starts: Float64Array;
  readonly lengths: Int32Array;
  /** The sum of all lengths. */
  readonly count: number;
}

/** The rows of a page. */
export function pagePlaces({ rowStart, rowCount }: { rowStart: number; rowCount: number }): Places {
  return { starts: Float64Array.of(rowStart), lengths: Int32Array.of(rowCount), count: rowCount };
}

/** The places of the elements of lists that stand at `places`: the list at place i has offsets[i + 1] - offsets[i] elements. */
export function elementPlaces(places: Places, offsets: Int32Array, lengthMax: number): Places {
  const starts = new Float64Array(places.count);
  const lengths = new Int32Array(places.count);
  let [place, runs] = [0, 0];
  for (const [run, start] of places.starts.entries()) {
    const end = place + places.lengths[run]!;
    for (let row = start; place < end; place++, row++) {
      const length = offsets[place + 1]! - offsets[place]!;
      if (length === 0) continue;
      starts[runs] = row * lengthMax;
      lengths[runs++] = length;
    }
  }
  return { starts: starts.subarray(0, runs), lengths: lengths.subarray(0, runs), count: offsets[places.count]! };
}

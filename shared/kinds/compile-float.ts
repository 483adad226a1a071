import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { bindReals, bindScoredReals, codedReals, drawOf } from '../draws/real-values.ts';

const FLOAT32_MAX = 3.4028234663852886e38;
const BYTES_OF_DOUBLE = 8;

/** 32-bit floats: doubles of the same law, each as its nearest 32-bit float, still below `max` where that is exclusive. */
export function compileFloat(spec: SpecOf<'float'>): ValueProgram {
  const { decimals } = spec;
  const type = { name: 'float32', ...(decimals !== undefined && { decimals }) } as const;
  return codedReals(spec, type, Math.fround) ?? narrowed(spec, type);
}

function narrowed(spec: SpecOf<'float'>, type: Parameters<typeof fixedWidth>[0]): ValueProgram {
  // Beyond the type's own range lies no float: a law without bounds ends there.
  const bounded = { ...spec, min: spec.min ?? -FLOAT32_MAX, max: spec.max ?? FLOAT32_MAX };
  const draw = drawOf(bounded);
  const bind = bindReals(bounded, draw);
  const isHalfOpen = spec.distribution.name === 'uniform' && spec.decimals === undefined;
  const below = isHalfOpen ? bounded.max : Infinity;
  const program = fixedWidth(type, 'f32');
  return {
    ...program,
    scratchBytesPerRow: program.valueBytesMax + BYTES_OF_DOUBLE + draw.scratchBytesPerRow,
    bind(session, key) {
      const fill = bind(session, key);
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * program.valueBytesMax);
        const mark = session.mark();
        const reals = session.allocate(rowCount * BYTES_OF_DOUBLE);
        fill(reals, rowCount, rowStart);
        session.kernels.toF32(values, reals, rowCount, below);
        session.release(mark);
        return { values, byteLength: rowCount * program.valueBytesMax };
      };
    },
    bindScores(session) {
      const place = bindScoredReals(bounded, draw)(session);
      return (scores, rowCount) => {
        const values = session.allocate(rowCount * program.valueBytesMax);
        place(scores, rowCount);
        session.kernels.toF32(values, scores, rowCount, below);
        return { values, byteLength: rowCount * program.valueBytesMax };
      };
    },
  };
}

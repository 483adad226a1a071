import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { bindReals, bindScoredReals, codedReals, drawOf } from '../draws/real-values.ts';

/** 64-bit floats: uniform ones below `max`, others clipped to the bounds, rounded when `decimals` are given. */
export function compileDouble(spec: SpecOf<'double'>): ValueProgram {
  const { decimals } = spec;
  const type = { name: 'float64', ...(decimals !== undefined && { decimals }) } as const;
  return codedReals(spec, type, (value) => value) ?? plainDouble(spec, type);
}

function plainDouble(spec: SpecOf<'double'>, type: Parameters<typeof fixedWidth>[0]): ValueProgram {
  const draw = drawOf(spec);
  const bind = bindReals(spec, draw);
  const program = fixedWidth(type, 'f64');
  return {
    ...program,
    scratchBytesPerRow: program.valueBytesMax + draw.scratchBytesPerRow,
    bind(session, key) {
      const fill = bind(session, key);
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * 8);
        fill(values, rowCount, rowStart);
        return { values, byteLength: rowCount * 8 };
      };
    },
    bindScores(session) {
      const place = bindScoredReals(spec, draw)(session);
      return (scores, rowCount) => {
        place(scores, rowCount);
        return { values: scores, byteLength: rowCount * 8 };
      };
    },
  };
}

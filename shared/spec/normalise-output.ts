import { LIMITS } from '../contracts/limits.ts';
import { OUTPUT_FORMATS, OUTPUT_SPECS, type OutputFormat, OutputSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import { IssueList } from './issue-list.ts';
import { isMapping } from './mapping.ts';
import { normaliseSplit } from './normalise-split.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

const PATH = 'output';
const FORMAT_DEFAULT = 'parquet';

/**
 * `output` and the `format` at the top of a document, with the defaults of its format; `defaultFormat` where it names
 * none. Faults go to `issues` and the result is then not to be used.
 */
export function normaliseOutput(
  document: Record<string, unknown>,
  defaultFormat: OutputFormat | undefined,
  issues: IssueList,
): OutputSpec {
  const output = document['output'] ?? {};
  if (!isMapping(output)) {
    issues.add(PATH, { code: 'WRONG_TYPE', message: 'must be a mapping', value: output });
    return OutputSpec.parse({ format: FORMAT_DEFAULT });
  }
  const named = readFormat(document['format'], output['format'], issues);
  const format = named ?? defaultFormat ?? FORMAT_DEFAULT;
  return (named === undefined && readAsDefault(output, format)) || parseOutput({ ...output, format }, issues);
}

/** An output that names no format may speak of the default one, whatever else the caller would take. */
function readAsDefault(output: Record<string, unknown>, format: OutputFormat): OutputSpec | undefined {
  if (OUTPUT_SPECS[format].safeParse({ ...output, format }).success) return undefined;
  const parsed = OUTPUT_SPECS[FORMAT_DEFAULT].safeParse({ ...output, format: FORMAT_DEFAULT });
  return parsed.success ? outputAs(parsed.data, format) : undefined;
}

/** Members of an output that were asked for beside the document: they beat its own. Throws INVALID_SPEC. */
export function outputWith(output: OutputSpec, members: Record<string, unknown>): OutputSpec {
  const issues = new IssueList();
  const parsed = parseOutput({ ...output, ...members, format: output.format }, issues);
  issues.throwIfAny();
  return parsed;
}

function parseOutput(
  output: { readonly format: OutputFormat; readonly split?: unknown },
  issues: IssueList,
): OutputSpec {
  const { split, ...members } = output;
  const schema = OUTPUT_SPECS[output.format];
  const normalSplit = normaliseSplit(split, memberPath(PATH, 'split'), issues);
  const parsed = schema.safeParse(members, { reportInput: true });
  if (!parsed.success) {
    for (const { path, fault } of shapeFaults(parsed.error.issues, PATH, Object.keys(schema.shape)))
      issues.add(path, fault);
    return OutputSpec.parse({ format: output.format });
  }
  const made: OutputSpec = { ...parsed.data, ...(normalSplit !== undefined && { split: normalSplit }) };
  refuseContradictions(made, issues);
  return made;
}

/** The format that a document names, at the top or in `output`. */
function readFormat(top: unknown, nested: unknown, issues: IssueList): OutputFormat | undefined {
  if (top !== undefined && nested !== undefined && top !== nested)
    issues.add('format', { code: 'CONFLICT', message: 'differs from output.format', remedy: 'name the format once' });
  const value = nested ?? top;
  if (value === undefined) return undefined;
  const known = OUTPUT_FORMATS.find((format) => format === value);
  if (known !== undefined) return known;
  issues.add(nested === undefined ? 'format' : memberPath(PATH, 'format'), {
    code: 'NOT_ONE_OF',
    message: `must be one of ${OUTPUT_FORMATS.join(', ')}`,
    value,
    bound: OUTPUT_FORMATS,
    ...(typeof value === 'string' && { remedy: suggestName(value, OUTPUT_FORMATS) }),
  });
  return undefined;
}

/** Members that are sound one by one but not together. */
function refuseContradictions(output: OutputSpec, issues: IssueList): void {
  if (output.format === 'sql' && output.statement === 'copy' && output.dialect !== 'postgresql') {
    issues.add(memberPath(PATH, 'statement'), {
      code: 'CONFLICT',
      message: `copy is a statement of postgresql, not of ${output.dialect}`,
      value: output.statement,
      bound: ['insert'],
      remedy: 'use statement insert, or dialect postgresql',
    });
  }
  if (output.split !== undefined && output.layout === 'parts') {
    const message = 'cannot be asked for with layout parts, where every chunk is a file';
    const remedy = `leave layout out, or set output.chunk_rows (at most ${LIMITS.chunkRowsMax}) instead of split`;
    issues.add(memberPath(PATH, 'split'), { code: 'CONFLICT', message, remedy });
  }
}

/**
 * The same output in another format, as one asks for who names a format beside the document. What both can say is
 * kept, the compression of text too; Parquet's is within the format and means something else.
 */
export function outputAs(output: OutputSpec, format: OutputFormat): OutputSpec {
  if (output.format === format) return output;
  const { layout, chunk_rows, split, compression } = output;
  const keepsCompression = isText(output.format) && isText(format);
  return OutputSpec.parse({ format, layout, chunk_rows, split, ...(keepsCompression && { compression }) });
}

function isText(format: OutputFormat): boolean {
  return format !== 'parquet' && format !== 'arrow';
}

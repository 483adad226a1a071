import { type DocumentPlace, readDocumentError } from '../../shared/documents/document-position.ts';
import { locatePaths } from '../../shared/documents/locate-paths.ts';
import { AppError, type Issue } from '../../shared/errors/app-error.ts';

/** Where an issue stands in the file that the caller wrote. */
export interface IssuePlace extends DocumentPlace {
  readonly file: string;
  /** The whole line. */
  readonly text: string;
}

export interface PlacedIssue extends Issue {
  readonly place: IssuePlace;
}

/** The file that a specification was read from. */
export interface SpecText {
  readonly file: string;
  readonly content: string;
}

/** What `work` answers; an error that it throws about the specification is told the place of every issue. */
export function placingIssues<Result>(source: SpecText, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw thrown instanceof AppError ? placeIssues(thrown, source) : thrown;
  }
}

function placeIssues(error: AppError, { file, content }: SpecText): AppError {
  const lines = content.split(/\r?\n/);
  const placed = (issue: Issue, place: DocumentPlace): PlacedIssue => ({
    ...issue,
    place: { file, ...place, text: lines[place.line - 1] ?? '' },
  });
  const unreadable = error.code === 'INVALID_REQUEST' ? readDocumentError(error) : undefined;
  if (unreadable !== undefined) {
    const issue = { path: '', code: error.code, message: unreadable.reason };
    return new AppError(error.code, error.message, { issues: [placed(issue, unreadable.place)], cause: error.cause });
  }
  if (error.issues === undefined) return error;
  const places = locatePaths(
    content,
    error.issues.map(({ path }) => path),
  );
  const issues = error.issues
    .map((issue, index) => placed(issue, places[index]!))
    .sort(({ place: a }, { place: b }) => a.line - b.line || a.column - b.column);
  return new AppError(error.code, error.message, { issues, cause: error.cause });
}

import * as z from 'zod';
import { Job, JobState } from './job.ts';

const JOBS_PER_PAGE_MAX = 200;

/** `GET /v1/jobs`: every filter there is; any other parameter is refused. */
export const JobQuery = z.strictObject({
  /** One state or several, separated by commas. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(JobState).min(1))
    .optional(),
  name: z.string().min(1).max(128).optional(),
  created_after: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(JOBS_PER_PAGE_MAX).default(50),
  /** `next_cursor` of the previous page. */
  cursor: z.string().min(1).max(512).optional(),
});
export type JobQuery = z.infer<typeof JobQuery>;

export const JobList = z.strictObject({ jobs: z.array(Job), next_cursor: z.string().nullable() });
export type JobList = z.infer<typeof JobList>;

/** `GET /v1/jobs/{id}/files/{name}`. */
export const FileQuery = z.strictObject({
  /** Through this server, or by a redirect to the object store where that has addresses; the server chooses without. */
  delivery: z.enum(['stream', 'redirect']).optional(),
});
export type FileQuery = z.infer<typeof FileQuery>;

/** The dataset that a job makes: one to one, so that every worker knows it without asking. */
export function datasetIdOf(jobId: string): string {
  return jobId.replace(/^(job_)?/, 'ds_');
}

/** Where the files of a dataset lie, by their age: each tier cheaper to keep and slower to read than the one before. */
export const STORAGE_TIERS = ['hot', 'warm', 'cold'] as const;
export type StorageTier = (typeof STORAGE_TIERS)[number];

/** The job that makes a dataset. */
export function jobIdOf(datasetId: string): string {
  return datasetId.replace(/^ds_/, 'job_');
}

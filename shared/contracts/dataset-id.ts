/** The dataset that a job makes: one to one, so that every worker knows it without asking. */
export function datasetIdOf(jobId: string): string {
  return jobId.replace(/^(job_)?/, 'ds_');
}

/** The job that makes a dataset. */
export function jobIdOf(datasetId: string): string {
  return datasetId.replace(/^ds_/, 'job_');
}

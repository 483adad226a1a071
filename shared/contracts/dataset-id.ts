/** The dataset that a job makes: one to one, so that every worker knows it without asking. */
export function datasetIdOf(jobId: string): string {
  return jobId.replace(/^(job_)?/, 'ds_');
}

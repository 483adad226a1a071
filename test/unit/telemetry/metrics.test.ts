import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../shared/telemetry/metric-catalogue.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../../shared/telemetry/prometheus-text.ts';

const create = () => createMetrics(async () => createMetricsRenderer());

describe('metrics', () => {
  it('have the names that the product promises, beside those of the process', async () => {
    const text = await create().render();
    const promised = [
      'tabular_api_requests_total',
      'tabular_api_request_duration_seconds',
      'tabular_generations_total',
      'tabular_generation_duration_seconds',
      'tabular_records_generated_total',
      'tabular_active_generations',
      'tabular_active_tasks',
      'tabular_errors_total',
      'tabular_memory_usage_bytes',
    ];
    for (const name of promised) expect(text).toContain(`# TYPE ${name} `);
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('are named after units or counts, and labelled by closed sets only', () => {
    for (const [name, { kind, labels }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^tabular_[a-z_]+$/);
      if (kind === 'counter') expect(name).toMatch(/_total$/);
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
      for (const label of labels) expect(label).not.toMatch(/id$|tenant|job|path|name|key/);
    }
  });

  it('add counters, keep the last of gauges and cumulate buckets', async () => {
    const metrics = create();
    metrics.record('tabular_records_generated_total', {}, 5);
    metrics.record('tabular_records_generated_total', {}, 2);
    metrics.record('tabular_active_tasks', {}, 9);
    metrics.record('tabular_active_tasks', {}, 4);
    for (const seconds of [0.02, 0.3, 5_000]) metrics.record('tabular_chunk_duration_seconds', {}, seconds);
    const lines = (await metrics.render()).split('\n');
    expect(lines).toContain('tabular_records_generated_total 7');
    expect(lines).toContain('tabular_active_tasks 4');
    expect(lines).toContain('tabular_chunk_duration_seconds_bucket{le="0.01"} 0');
    expect(lines).toContain('tabular_chunk_duration_seconds_bucket{le="0.05"} 1');
    expect(lines).toContain('tabular_chunk_duration_seconds_bucket{le="0.5"} 2');
    expect(lines).toContain('tabular_chunk_duration_seconds_bucket{le="+Inf"} 3');
    expect(lines).toContain('tabular_chunk_duration_seconds_count 3');
  });

  it('keep series of different labels apart', async () => {
    const metrics = create();
    const record = (method: string, status: string) =>
      metrics.record('tabular_api_requests_total', { method, endpoint: '/generate', status }, 1);
    record('GET', '200');
    record('POST', '200');
    record('POST', '200');
    const text = await metrics.render();
    expect(text).toContain('tabular_api_requests_total{method="GET",endpoint="/generate",status="200"} 1');
    expect(text).toContain('tabular_api_requests_total{method="POST",endpoint="/generate",status="200"} 2');
  });

  it('are there at zero from the first scrape where their labels are known beforehand', async () => {
    const lines = (await create().render()).split('\n');
    const expected = [
      'tabular_generations_total{generator_type="tabular",status="succeeded"} 0',
      'tabular_generations_total{generator_type="tabular",status="failed"} 0',
      'tabular_generations_total{generator_type="tabular",status="cancelled"} 0',
      'tabular_generation_duration_seconds_count{generator_type="tabular",data_size="large"} 0',
      'tabular_bytes_generated_total{format="parquet"} 0',
      'tabular_task_attempts_total{step="merge",status="failed"} 0',
      'tabular_records_generated_total 0',
      'tabular_chunk_duration_seconds_count 0',
      'tabular_merge_duration_seconds_count 0',
      'tabular_queue_depth_tasks 0',
      'tabular_lease_expiries_total 0',
    ];
    for (const line of expected) expect(lines).toContain(line);
  });

  it('load what prints them when they are first asked for, once', async () => {
    let loads = 0;
    const metrics = createMetrics(async () => {
      loads += 1;
      return createMetricsRenderer();
    });
    metrics.record('tabular_lease_expiries_total', {}, 1);
    expect(loads).toBe(0);
    await metrics.render();
    expect(await metrics.render()).toContain('tabular_lease_expiries_total 1');
    expect(loads).toBe(1);
  });
});

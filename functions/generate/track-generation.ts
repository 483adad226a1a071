import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import { dataSizeOf, type Generator } from './generator.ts';
import type { PreparedRequest } from './prepare-request.ts';

/**
 * A generation inside a request, from its slot to its end: the first call of `end` or `fail` counts (`fail` answers
 * whether it was the first), others do nothing.
 */
export interface TrackedGeneration {
  /** All rows were made. */
  end(rows: number, bytes: number): void;
  fail(status: 'failed' | 'cancelled'): boolean;
}

/** Takes a slot (TOO_MANY_REQUESTS when there is none) and keeps the metrics of the generation. */
export function trackGeneration(
  generator: Generator,
  request: PreparedRequest,
  format: OutputFormat,
): TrackedGeneration {
  const { slots, dependencies } = generator;
  const { metrics } = dependencies;
  const release = slots.take();
  const startedMs = performance.now();
  const generator_type = request.spec.generator_type;
  let isOver = false;
  const close = (status: string): boolean => {
    if (isOver) return false;
    isOver = true;
    release();
    metrics.record('tabular_generations_total', { generator_type, status }, 1);
    return true;
  };
  return {
    end(rows, bytes) {
      if (!close('succeeded')) return;
      const seconds = (performance.now() - startedMs) / 1_000;
      const labels = { generator_type, data_size: dataSizeOf(request.plan) };
      metrics.record('tabular_generation_duration_seconds', labels, seconds);
      metrics.record('tabular_records_generated_total', {}, rows);
      metrics.record('tabular_bytes_generated_total', { format }, bytes);
    },
    fail: close,
  };
}

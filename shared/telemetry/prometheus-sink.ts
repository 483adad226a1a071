import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type MetricName } from './metric-catalogue.ts';
import type { Labels, MetricSink } from './metrics.ts';

type Recorder = (labels: Labels, value: number) => void;

/** A registry of its own with our metrics and those of the process (event loop, garbage collection, memory, handles). */
export function createPrometheusSink(): MetricSink {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const recorders = new Map<MetricName, Recorder>();
  for (const name of Object.keys(METRICS) as MetricName[]) recorders.set(name, register(name, registry));
  return {
    record: (name, labels, value) => recorders.get(name)!(labels, value),
    render() {
      recorders.get('tabular_memory_usage_bytes')!({}, process.memoryUsage.rss());
      return registry.metrics();
    },
  };
}

/** Adds one metric to the registry; those without labels are there from the start, at zero. */
function register(name: MetricName, registry: Registry): Recorder {
  const { kind, help, labels } = METRICS[name];
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  switch (kind) {
    case 'counter': {
      const counter = new Counter<string>(options);
      return (given, value) => counter.inc(given, value);
    }
    case 'gauge': {
      const gauge = new Gauge<string>(options);
      return (given, value) => gauge.set(given, value);
    }
    case 'histogram': {
      const { buckets } = METRICS[name] as { buckets: readonly number[] };
      const histogram = new Histogram<string>({ ...options, buckets: [...buckets] });
      return (given, value) => histogram.observe(given, value);
    }
  }
}

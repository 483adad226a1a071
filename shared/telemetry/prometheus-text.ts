import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import { METRICS, type MetricName } from './metric-catalogue.ts';
import { bucketsOf, type RenderMetrics, type Series, type Snapshot } from './metrics.ts';

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** Our metrics beside those of the process (event loop, garbage collection, memory, handles), as prom-client prints them. */
export function createMetricsRenderer(): RenderMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  let snapshot: Snapshot = new Map();
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const get = () => ({ name, help: METRICS[name].help, type: METRICS[name].kind, values: samplesOf(name, snapshot) });
    registry.registerMetric({ name, get } as unknown as Metric);
  }
  return (read) => {
    snapshot = read();
    return registry.metrics();
  };
}

function samplesOf(name: MetricName, snapshot: Snapshot): Sample[] {
  if (name === 'tabular_memory_usage_bytes') {
    return [{ metricName: name, labels: {}, value: process.memoryUsage.rss() }];
  }
  const series = snapshot.get(name) ?? [];
  if (METRICS[name].kind === 'histogram') return series.flatMap((entry) => histogramSamples(name, entry));
  return series.map(({ labels, value }) => ({ metricName: name, labels, value }));
}

/** Buckets are cumulative on the wire. */
function histogramSamples(name: MetricName, { labels, value, count, buckets }: Series): Sample[] {
  let below = 0;
  const bounds = bucketsOf(name).map((bound, i): Sample => {
    below += buckets[i]!;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value: below };
  });
  return [
    ...bounds,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

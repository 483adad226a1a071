import type { LabelsOf, MetricName } from './metric-catalogue.ts';

export type Labels = Readonly<Record<string, string>>;

/** Where samples go in the end: the registry that `/metrics` prints. */
export interface MetricSink {
  /** Adds to a counter, observes into a histogram, sets a gauge. */
  record(name: MetricName, labels: Labels, value: number): void;
  render(): Promise<string>;
}

export interface Metrics {
  /** Counters add `value`, histograms observe it, gauges take it. */
  record<Name extends MetricName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

/** Samples that wait for the registry: beyond it the registry is loaded. */
const WAITING_MAX = 1_024;

/**
 * Metrics that cost nothing at start: the registry is big, so it is loaded when somebody first asks for `/metrics`
 * or when enough samples wait, whichever comes first.
 */
export function createMetrics(loadSink: () => Promise<MetricSink>): Metrics {
  let sink: MetricSink | undefined;
  let loading: Promise<MetricSink> | undefined;
  let waiting: { name: MetricName; labels: Labels; value: number }[] = [];

  const load = async () => {
    const loaded = await loadSink();
    for (const { name, labels, value } of waiting) loaded.record(name, labels, value);
    waiting = [];
    sink = loaded;
    return loaded;
  };
  return {
    record(name, labels, value) {
      if (sink !== undefined) return sink.record(name, labels, value);
      waiting.push({ name, labels, value });
      if (waiting.length >= WAITING_MAX) loading ??= load();
    },
    async render() {
      loading ??= load();
      return (await loading).render();
    },
  };
}

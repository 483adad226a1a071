import { type LabelsOf, METRICS, type MetricName } from './metric-catalogue.ts';

export type Labels = Readonly<Record<string, string>>;

/** One labelled series. Histograms keep how many values fell into each bucket, the last one for those above all. */
export interface Series {
  readonly labels: Labels;
  /** Counters and histograms: the sum. Gauges: the last value. */
  value: number;
  count: number;
  readonly buckets: number[];
}

/** Every series of every metric, for whoever prints them. */
export type Snapshot = ReadonlyMap<MetricName, readonly Series[]>;

export interface Metrics {
  /** Counters add `value`, histograms observe it, gauges take it. */
  record<Name extends MetricName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

/** Prints a snapshot with the metrics of the process beside it. */
export type RenderMetrics = (read: () => Snapshot) => Promise<string>;

/**
 * Sums in plain maps: recording costs a fraction of a microsecond, and the library that prints metrics is loaded when
 * they are first asked for.
 */
export function createMetrics(loadRenderer: () => Promise<RenderMetrics>): Metrics {
  const metrics = new Map<MetricName, Map<string, Series>>();
  for (const name of Object.keys(METRICS) as MetricName[]) metrics.set(name, initialSeries(name));
  const read = (): Snapshot => new Map([...metrics].map(([name, series]) => [name, [...series.values()]]));
  let renderer: Promise<RenderMetrics> | undefined;
  return {
    record: (name, labels, value) => add(name, findSeries(metrics.get(name)!, name, labels), value),
    async render() {
      renderer ??= loadRenderer();
      return (await renderer)(read);
    },
  };
}

/** Series whose labels are known beforehand are there from the start, at zero: rates need a first value. */
function initialSeries(name: MetricName): Map<string, Series> {
  const series = new Map<string, Series>();
  for (const labels of knownLabels(name)) findSeries(series, name, labels);
  return series;
}

/** Every combination of the label values in the catalogue; for metrics without labels that is one. */
function knownLabels(name: MetricName): Labels[] {
  const { labels, values = [] }: { labels: readonly string[]; values?: readonly (readonly string[])[] } = METRICS[name];
  if (values.length < labels.length) return [];
  let known: Labels[] = [{}];
  labels.forEach((label, i) => {
    known = known.flatMap((before) => values[i]!.map((value) => ({ ...before, [label]: value })));
  });
  return known;
}

function findSeries(series: Map<string, Series>, name: MetricName, labels: Labels): Series {
  let key = '';
  for (const label of METRICS[name].labels) key += `${labels[label]}\n`;
  const found = series.get(key);
  if (found !== undefined) return found;
  const made = { labels: { ...labels }, value: 0, count: 0, buckets: bucketsOf(name).map(() => 0) };
  series.set(key, made);
  return made;
}

function add(name: MetricName, series: Series, value: number): void {
  if (METRICS[name].kind === 'gauge') {
    series.value = value;
    return;
  }
  series.value += value;
  series.count += 1;
  const bounds = bucketsOf(name);
  for (let bucket = 0; bucket < bounds.length; bucket++) {
    if (value <= bounds[bucket]!) {
      series.buckets[bucket]! += 1;
      return;
    }
  }
}

/** Upper bounds of a histogram's buckets, ascending; none for other kinds. */
export function bucketsOf(name: MetricName): readonly number[] {
  const metric = METRICS[name] as { readonly buckets?: readonly number[] };
  return metric.buckets ?? [];
}

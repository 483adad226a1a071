import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** What the last demo in a data folder made. */
const DemoRecord = z.object({ specHash: z.string(), jobId: z.string(), digest: z.string() });
export type DemoRecord = z.infer<typeof DemoRecord>;

/** The record, or undefined before the first demo; an unreadable one counts as none. */
export function readDemoRecord(dataFolder: string): DemoRecord | undefined {
  try {
    return DemoRecord.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeDemoRecord(dataFolder: string, record: DemoRecord): void {
  writeFileSync(fileOf(dataFolder), `${JSON.stringify(record)}\n`);
}

function fileOf(dataFolder: string): string {
  return path.join(dataFolder, 'demo.json');
}

import { readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second, whatever its own clock is. */
const TICKS_PER_SECOND = 100;
/** Behind the name, which may hold spaces and brackets; the state is the third field of the line, user time the 14th. */
const USER_FIELD = 11;

/** Seconds of processor time that a living process has taken, in user mode and in the kernel. Linux only. */
export function processSeconds(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_FIELD]) + Number(fields[USER_FIELD + 1])) / TICKS_PER_SECOND;
}

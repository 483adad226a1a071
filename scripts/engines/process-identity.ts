import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Field 22 of /proc/PID/stat, counted from the field after the program's name. */
const START_FIELD = 19;

/**
 * When the process with this number began, in the words of this machine, or undefined where there is none. Together
 * with the number it tells one process from a later one that got the same number.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout?.trim() || undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and parentheses; nothing after it does.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[START_FIELD];
  } catch {
    return undefined;
  }
}

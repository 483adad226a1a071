import { spawn } from 'node:child_process';

/** Ends an engine and deletes its folder when the process that started it is gone, however that ended. */
export interface Janitor {
  /** Names the process to end; undefined while none runs. */
  watch(pid: number | undefined): void;
  /** Everything was ended in order: nothing is left to do. */
  dismiss(): void;
}

/**
 * Reads process numbers until its input closes, which the end of our process does for it, also when killed. Then it
 * asks the last one to end, kills it after 5 s, and removes the folder.
 */
const SCRIPT = `
trap '' INT TERM HUP
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ] && kill -s "$1" "$pid" 2>/dev/null; then
  waits=0
  while kill -0 "$pid" 2>/dev/null && [ $waits -lt 50 ]; do sleep 0.1; waits=$((waits + 1)); done
  kill -KILL "$pid" 2>/dev/null
fi
if [ -n "$3" ]; then "$3" rm -f "$4" >/dev/null 2>&1; fi
rm -rf -- "$2"
`;

export interface JanitorOptions {
  readonly folder: string;
  readonly endSignal: 'SIGTERM' | 'SIGQUIT';
  /** Container to remove too, and the client that does it. */
  readonly container?: { readonly client: string; readonly name: string } | undefined;
}

/** Starts one small shell in a session of its own, so that signals to our process group pass it by. */
export function startJanitor({ folder, endSignal, container }: JanitorOptions): Janitor {
  const names = [endSignal.replace('SIG', ''), folder, container?.client ?? '', container?.name ?? ''];
  const shell = spawn('sh', ['-c', SCRIPT, 'tabular-janitor', ...names], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  shell.stdin.on('error', () => undefined);
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    watch: (pid) => shell.stdin.write(`${pid ?? ''}\n`),
    dismiss: () => shell.kill('SIGKILL'),
  };
}

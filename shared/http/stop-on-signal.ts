/**
 * Runs `stop` once at the first SIGTERM or SIGINT and ends the process with 0; a second signal ends it at once with
 * 130, as a shell expects of an interrupted program.
 */
export function stopOnSignal(program: NodeJS.Process, stop: (signal: string) => Promise<void>): void {
  let isStopping = false;
  const onSignal = (signal: string) => {
    if (isStopping) program.exit(130);
    isStopping = true;
    stop(signal).then(
      () => program.exit(0),
      () => program.exit(1),
    );
  };
  program.on('SIGTERM', onSignal);
  program.on('SIGINT', onSignal);
}

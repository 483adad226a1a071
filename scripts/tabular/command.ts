import type { ParseArgsOptionsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

/** One word, or two such as `job list`, after `tabular`. */
export interface Command {
  /** What `--help` prints: usage, examples, then options. */
  readonly help: string;
  /** What it takes beside the options of every command: the same object that `run` parses, so that completion knows. */
  readonly options: ParseArgsOptionsConfig;
  /** The words that an option takes, where they are few; completion offers files for the others. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** The words that may stand without an option, where they are few; completion offers files otherwise. */
  readonly arguments?: readonly string[];
  /** Answers the exit code; throws AppError or TabularError. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

interface CommandEntry {
  readonly summary: string;
  /** Loaded when called: `tabular version` must not wait for what `tabular serve` needs. */
  load(): Promise<Command>;
}

/** Every command, in the order in which help lists them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  generate: {
    summary: 'make rows on this machine and write them to a file',
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  preview: {
    summary: 'print the first rows of a specification',
    load: async () => (await import('./commands/preview.ts')).preview,
  },
  digest: {
    summary: 'print what identifies the content of a file or folder',
    load: async () => (await import('./commands/digest.ts')).digest,
  },
  serve: {
    summary: 'start the embedded platform',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  demo: {
    summary: 'make and verify ten million rows',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  'config show': {
    summary: 'print the configuration in force',
    load: async () => (await import('./commands/config-show.ts')).configShow,
  },
  'config check': {
    summary: 'check the configuration without starting anything',
    load: async () => (await import('./commands/config-check.ts')).configCheck,
  },
  'migrate up': {
    summary: 'bring the schema of the database to this release',
    load: async () => (await import('./commands/migrate-up.ts')).migrateUp,
  },
  'migrate down': {
    summary: 'take migrations of the database back',
    load: async () => (await import('./commands/migrate-down.ts')).migrateDownTo,
  },
  'migrate status': {
    summary: 'list the migrations of the database and of this release',
    load: async () => (await import('./commands/migrate-status.ts')).migrateStatus,
  },
  'migrate check': {
    summary: 'say whether the database has all migrations',
    load: async () => (await import('./commands/migrate-check.ts')).migrateCheck,
  },
  'doctor s3': {
    summary: 'say what an object store lacks for jobs',
    load: async () => (await import('./commands/doctor-s3.ts')).doctorS3,
  },
  'job list': {
    summary: 'list the jobs of a server',
    load: async () => (await import('./commands/job-list.ts')).jobList,
  },
  'job show': {
    summary: 'print one job of a server',
    load: async () => (await import('./commands/job-show.ts')).jobShow,
  },
  'job watch': {
    summary: 'follow a job of a server until it ends',
    load: async () => (await import('./commands/job-watch.ts')).jobWatch,
  },
  'job cancel': {
    summary: 'cancel a job of a server',
    load: async () => (await import('./commands/job-cancel.ts')).jobCancel,
  },
  'schedule list': {
    summary: 'list the schedules of a server',
    load: async () => (await import('./commands/schedule-list.ts')).scheduleList,
  },
  'schedule create': {
    summary: 'make a dataset again and again, by the clock',
    load: async () => (await import('./commands/schedule-create.ts')).scheduleCreate,
  },
  'schedule show': {
    summary: 'print a schedule and its last runs',
    load: async () => (await import('./commands/schedule-show.ts')).scheduleShow,
  },
  'schedule pause': {
    summary: 'let a schedule rest',
    load: async () => (await import('./commands/schedule-actions.ts')).schedulePause,
  },
  'schedule resume': {
    summary: 'let a paused schedule go on',
    load: async () => (await import('./commands/schedule-actions.ts')).scheduleResume,
  },
  'schedule run': {
    summary: 'run a schedule once more, now',
    load: async () => (await import('./commands/schedule-actions.ts')).scheduleRun,
  },
  'schedule delete': {
    summary: 'delete a schedule of a server',
    load: async () => (await import('./commands/schedule-actions.ts')).scheduleDelete,
  },
  'schema import': {
    summary: 'write a specification for the tables of a script, a database or a file',
    load: async () => (await import('./commands/schema-import.ts')).schemaImport,
  },
  'schema export': {
    summary: 'write the tables of a specification as SQL',
    load: async () => (await import('./commands/schema-export.ts')).schemaExport,
  },
  'schema init': {
    summary: 'write a specification to begin with',
    load: async () => (await import('./commands/schema-init.ts')).schemaInit,
  },
  'schema check': {
    summary: 'say what is wrong with a specification',
    load: async () => (await import('./commands/schema-check.ts')).schemaCheck,
  },
  'schema show': {
    summary: 'print the tables, columns and keys of a specification',
    load: async () => (await import('./commands/schema-show.ts')).schemaShow,
  },
  'schema diff': {
    summary: 'print what changed between two specifications',
    load: async () => (await import('./commands/schema-diff.ts')).schemaDiff,
  },
  'schema json': {
    summary: 'print the JSON Schema of specifications, for editors',
    load: async () => (await import('./commands/schema-json.ts')).schemaJson,
  },
  'template list': {
    summary: 'list the specifications to start from',
    load: async () => (await import('./commands/template-list.ts')).templateList,
  },
  'template show': {
    summary: 'print what a template makes',
    load: async () => (await import('./commands/template-show.ts')).templateShow,
  },
  'template use': {
    summary: 'write the specification of a template',
    load: async () => (await import('./commands/template-use.ts')).templateUse,
  },
  completion: {
    summary: 'print a completion script for bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
  version: {
    summary: 'print the version',
    load: async () => (await import('./commands/version.ts')).version,
  },
  help: {
    summary: 'explain a command, or the exit codes',
    load: async () => (await import('./commands/help.ts')).help,
  },
};

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Every file that git tracks or would track, with `/` between folders, in order. */
export function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && existsAsFile(file)).sort();
}

/** TypeScript of ours below one of `folders`: no generated code, no AssemblyScript. */
export function listSources(...folders: string[]): string[] {
  return listFiles().filter(
    (file) =>
      /\.(ts|mjs)$/.test(file) &&
      folders.some((folder) => file.startsWith(`${folder}/`)) &&
      !file.startsWith('shared/kernels/assembly/'),
  );
}

export function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

/** `shared/random/stream-key.ts` belongs to the room `random`, `functions/chunk/app.ts` to `functions/chunk`. */
export function roomOf(file: string): string {
  const [top = '', name = ''] = file.split('/');
  if (top === 'shared') return name;
  return top === 'functions' ? `functions/${name}` : top;
}

/** Code without comments and without the content of string literals, so that words in prose are no findings. */
export function codeOnly(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    (found) => (found.startsWith('`') ? found.replace(/[^\n$`{}]/g, ' ') : found.replace(/[^\n]/g, ' ')),
  );
}

function existsAsFile(file: string): boolean {
  try {
    readFileSync(file, { flag: 'r' });
    return true;
  } catch {
    return false;
  }
}

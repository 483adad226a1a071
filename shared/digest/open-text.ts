import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../errors/app-error.ts';

const CHUNK_BYTES = 1024 * 1024;

/** What undoes a compression, by the ending of a file's name. */
const CODECS = {
  '.gz': () => createGunzip({ chunkSize: CHUNK_BYTES }),
  '.zst': () => createZstdDecompress({ chunkSize: CHUNK_BYTES }),
} as const;

/** A file's name without the ending of its compression. */
export function withoutCompression(path: string): string {
  const ending = extname(path);
  return isCodecEnding(ending) ? path.slice(0, -ending.length) : path;
}

/** The bytes of a text file, whose name tells whether it is compressed. Throws INVALID_REQUEST when it is not what it says. */
export async function* openText(path: string): AsyncGenerator<Uint8Array> {
  const ending = extname(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!isCodecEnding(ending)) return yield* file;
  const codec = CODECS[ending]();
  file.on('error', (cause) => codec.destroy(cause)).pipe(codec);
  try {
    yield* codec;
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', `${path} is not compressed as "${ending}" says, or ends too soon`, { cause });
  } finally {
    file.destroy();
  }
}

function isCodecEnding(ending: string): ending is keyof typeof CODECS {
  return Object.hasOwn(CODECS, ending);
}

import type { PartManifest } from '../contracts/part-manifest.ts';

/** A part as merging sees it: its manifest and a way to read its small ends (header, footer), never its data. */
export interface MergeSource {
  readonly manifest: PartManifest;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The merged file is these pieces one after the other. */
export type MergePiece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'range';
      readonly key: string;
      readonly start: number;
      readonly end: number;
      readonly crc32: string;
    };

/** Reads sources in order, once; holds no more than one part's ends plus the footer that is growing. */
export type MergeParts = (sources: AsyncIterable<MergeSource>) => AsyncGenerator<MergePiece>;

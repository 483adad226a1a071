import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { createTwinKernels } from '../../../shared/kernels/twin/twin-kernels.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';

describe('createTwinKernels', () => {
  it('has a twin for every kernel of the module, and no others', () => {
    const names = (kernels: object) => Object.keys(kernels).sort();
    const ofModule = names(createWasmKernels(compileKernels())).filter((name) => name !== 'heapBaseAddress');
    expect(names(createTwinKernels())).toEqual(ofModule);
  });

  it('works in a session whose memory grows', () => {
    const session = new KernelSession(createTwinKernels());
    const key = session.placeTable(Uint8Array.from({ length: 16 }, (_, i) => i));
    const out = session.placeZeros(8 * 65_536 * 4);
    session.kernels.sequenceI64(out, 3, 5, 10n, 2n);
    expect(session.dataView.getBigInt64(out + 16, true)).toBe(24n);
    session.ensure(64 * 1024 * 1024);
    expect(session.dataView.getBigInt64(out + 16, true)).toBe(24n);
    session.kernels.sequenceI64(session.arenaStart, 1, 0, -1n, 0n);
    expect(session.dataView.getBigInt64(session.arenaStart, true)).toBe(-1n);
    expect(Array.from(session.bytes.subarray(key, key + 16))).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });
});

/** What set-up builds before anything can run, in order. @type {import('./stamps.mjs').BuildStep[]} */
export const GENERATED_CODE = [
  {
    name: 'kernels',
    script: 'scripts/build-kernels.ts',
    inputs: ['shared/kernels/assembly', 'node_modules/assemblyscript/package.json'],
    outputs: ['shared/kernels/generated/kernels-wasm.ts'],
  },
];

// Every function of GenerationKernels (../kernels.ts), by idea.
export * from './generation-codes';
export * from './generation-numbers';
export * from './generation-permuted';
export * from './generation-text';
export * from './rounding';

// EncodingKernels of ../kernels.ts: what pages are made of. Reads may run up to 16 bytes past an input, writes up to
// 64 past an output: both lie in the slack.
export * from './encoding-bits';
export * from './encoding-compact';
export * from './encoding-delta';
export * from './encoding-extremes';
export * from './snappy';
export * from './snappy-rows';

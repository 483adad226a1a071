import { enableCompileCache } from 'node:module';

// Before anything else is compiled: the second start of this process finds its code ready.
enableCompileCache();
const { startGenerate } = await import('./start.ts');
await startGenerate(process);

import { startOperate } from './start.ts';

await startOperate(process);

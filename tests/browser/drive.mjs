/*
 * drive.mjs [WORD] - the pages in real browsers, with a real broker and gateway. The cases tell one story: what one leaves
 * behind the next finds. With WORD only those whose name has it, and those that all others need (*).
 */
import { run } from './rig.mjs';

await import('./meeting.mjs');
await import('./offline.mjs');
await import('./everyone.mjs');
await import('./reach.mjs');
await import('./moderating.mjs');
await import('./hostile.mjs');
await import('./ending.mjs');
process.exit(await run(process.argv[2]) ? 1 : 0);

/**
 * `npm run doctor`: what this machine and workspace can run, and what would make it faster.
 *
 *     npm run doctor            for people
 *     npm run doctor -- --json  for programs
 */
import { diagnose, reportLines } from '@sora-particles/backend/doctor';

const diagnosis = await diagnose({ nativeCommand: 'npm run native' });
const json = process.argv.includes('--json');
console.log(json ? JSON.stringify(diagnosis, null, 2) : reportLines(diagnosis).join('\n'));

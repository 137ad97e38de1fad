/**
 * Checks every package as it would be published: publint (is the manifest right for all tools?), attw
 * (do the types match the code for every way to import it?), and that nothing runs on installation.
 * Needs `npm run build` first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './tarballs.ts';

const runOnInstall = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

const folder = mkdtempSync(join(tmpdir(), 'sora-packages-'));
const problems: string[] = [];

/** Runs a command line tool, and notes what it says if it finds fault. */
function must(name: string, tool: string, ...options: string[]): void {
  const { status, stdout, stderr } = spawnSync(join('node_modules/.bin', tool), options, {
    encoding: 'utf8',
  });
  if (status !== 0)
    problems.push(`${name}: ${tool} (exit code ${String(status)})\n${stdout}${stderr}`);
}

const tarballs = packAll(folder);
for (const { file, manifest } of tarballs) {
  must(manifest.name, 'publint', file, '--strict');
  // node10 is the resolution of Node before 12.7, which knows no `exports`.
  must(manifest.name, 'attw', file, '--profile', 'node16', '--format', 'ascii', '--no-emoji');
  const found = runOnInstall.filter((script) => manifest.scripts?.[script] !== undefined);
  if (found.length > 0)
    problems.push(`${manifest.name}: has scripts that run on installation: ${found.join(', ')}`);
}
rmSync(folder, { recursive: true });

for (const problem of problems) console.error(problem);
console.log(`${tarballs.length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

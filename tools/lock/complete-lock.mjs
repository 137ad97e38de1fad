/**
 * Completes package-lock.json after a change of dependencies.
 *
 * npm leaves the optional packages of other platforms (the native binaries of
 * nx, swc and the like) out of the lock file where the registry in use does not
 * serve them; `npm ci` then refuses the lock with "Missing: ... from lock
 * file". This adds an entry for each: from the registry's own metadata where it
 * has any, and else from the package's name, which tells its platform. Such an
 * entry has no checksum, and `os` and `cpu` keep npm from fetching it anywhere
 * but on that platform.
 *
 * Run it with `npm run lock`. It needs no installed package.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const npm = promisify(execFile);
const lockFile = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));

/** The lock key that `name` resolves to for the package at `from`, as Node looks it up. */
function resolved(name, from) {
  for (let folder = from; ;) {
    const key = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[key]) return key;
    if (folder === '') return undefined;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up === -1 ? '' : folder.slice(0, up);
  }
}

/** What a platform package's name says: `@swc/core-linux-arm64-musl` is for Linux on arm64 with musl. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const one = (known) => words.filter((word) => known.includes(word)).slice(-1);
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'];
  const os = one(['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']);
  const cpu = one(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']);
  if (os.length === 0 || cpu.length === 0) throw new Error(`${name} is no platform package`);
  return { os, cpu, libc: os[0] === 'linux' ? libc : undefined };
}

/** The lock entry of an optional package that only `dependent` wants. */
async function entryFor(name, version, dependent) {
  const fields = { version, dev: dependent.dev, optional: true };
  try {
    const { stdout } = await npm('npm', ['view', `${name}@${version}`, '--json']);
    const { cpu, dist, engines, libc, license, os } = JSON.parse(stdout);
    return { ...fields, integrity: dist.integrity, license, engines, os, cpu, libc };
  } catch {
    return { ...fields, ...platformOf(name) };
  }
}

const missing = [];
for (const [key, dependent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(dependent.optionalDependencies ?? {})) {
    if (!resolved(name, key)) missing.push({ name, version, dependent });
  }
}
for (const { name, version, dependent } of missing) {
  lock.packages[`node_modules/${name}`] = await entryFor(name, version, dependent);
}

const byName = ([a], [b]) => a.localeCompare(b, 'en');
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} platform packages added`);

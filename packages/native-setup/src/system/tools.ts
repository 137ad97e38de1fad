import { ParticleError } from '@sora-particles/combinator-core';
import type { Machine } from '../machine.ts';
import { run } from './command.ts';

/** A program that was found and works. */
export interface Tool {
  /** The command with its first arguments, e.g. `['python3', '-m', 'pip']`. */
  readonly command: readonly [string, ...string[]];
  /** The first line of what it says of itself. */
  readonly version: string;
}

type Candidates = readonly (readonly [string, ...string[]])[];

const pips: Candidates = [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];

/** The first pip that works. Any is good: it only downloads a file, for a Python that need not be there. */
export function findPip(machine: Machine): Promise<Tool | undefined> {
  return firstThatWorks(pips, machine);
}

/** The first C++ compiler that works: `CXX` if it is set, then g++ and clang++. */
export function findCompiler(machine: Machine): Promise<Tool | undefined> {
  const [own, ...flags] = (machine.env['CXX'] ?? '').split(' ').filter((word) => word !== '');
  const chosen: Candidates = own === undefined ? [] : [[own, ...flags]];
  return firstThatWorks([...chosen, ['g++'], ['c++'], ['clang++']], machine);
}

async function firstThatWorks(candidates: Candidates, { env }: Machine): Promise<Tool | undefined> {
  for (const command of candidates) {
    const [program, ...first] = command;
    // A stub without a program behind it, as version managers leave them, fails here.
    const { ok, stdout } = await run(program, [...first, '--version'], { env, limit: 30_000 });
    if (ok) return { command, version: stdout.split('\n')[0]?.trim() ?? '' };
  }
  return undefined;
}

/** Packages that bring a tool, by the command that installs packages on the system. */
const packages = {
  pip: {
    'apt-get': 'python3-pip',
    dnf: 'python3-pip',
    zypper: 'python3-pip',
    pacman: 'python-pip',
  },
  compiler: { 'apt-get': 'g++', dnf: 'gcc-c++', zypper: 'gcc-c++', pacman: 'gcc' },
} as const;

const installs = { 'apt-get': '-y install', dnf: '-y install', zypper: '-n install', pacman: '-S' };

/** The command that gets a missing tool on this system. */
export async function howToGet(tool: keyof typeof packages, { env }: Machine): Promise<string> {
  for (const [manager, name] of Object.entries(packages[tool])) {
    const { ok } = await run(manager, ['--version'], { env, limit: 10_000 });
    const install = installs[manager as keyof typeof installs];
    if (ok) return `sudo ${manager} ${install} ${name}`;
  }
  return `install ${packages[tool]['apt-get']} with the package manager of the system`;
}

/** @returns The error for a tool that is not there: `tool-missing`. */
export async function toolMissing(
  tool: keyof typeof packages,
  machine: Machine,
): Promise<ParticleError> {
  const what = tool === 'pip' ? 'pip, which downloads the wheel' : 'a C++ compiler';
  return new ParticleError({
    code: 'tool-missing',
    summary: `missing: ${what}`,
    expected: tool === 'pip' ? 'pip, pip3 or python3 -m pip' : 'g++ or clang++',
    found: 'none of them on the PATH',
    remedy: await howToGet(tool, machine),
  });
}

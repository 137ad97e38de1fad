import type { Candidate } from '../candidate.ts';
import { isNode } from '../internal/is-node.ts';
import { cpu } from './cpu.ts';
import { isRegistered, registered } from './registered.ts';
import { tfjsNode } from './tfjs-node.ts';
import { wasm } from './wasm.ts';

const known: readonly Candidate[] = [tfjsNode, wasm, cpu];
const graphics = ['webgpu', 'webgl'];
const aliases: Readonly<Record<string, string>> = { 'tfjs-node': 'tensorflow', node: 'tensorflow' };

/** The candidates in the order of their usual speed on this machine. */
export function defaultCandidates(): readonly Candidate[] {
  const fromApplication = graphics.filter(isRegistered).map(registered);
  return isNode() ? known : [...fromApplication, wasm, cpu];
}

/** The candidate of a name, or nothing where nobody knows it. */
export function candidateNamed(name: string): Candidate | undefined {
  const canonical = aliases[name] ?? name;
  const ours = known.find((candidate) => candidate.name === canonical);
  if (ours !== undefined) return ours;
  return graphics.includes(name) || isRegistered(name) ? registered(name) : undefined;
}

/** Every name that {@link candidateNamed} knows, for messages. */
export function knownNames(): readonly string[] {
  return [...known.map(({ name }) => name), ...Object.keys(aliases), ...graphics];
}

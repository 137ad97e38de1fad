import { ParticleError } from '../errors.ts';
import type { AnyParticle } from '../particle.ts';

/** `a/b`; an empty name adds no segment. */
export function joinPath(...names: readonly string[]): string {
  return names.filter((name) => name !== '').join('/');
}

/** What an output of a part is called outside of it: `y` by the name of the part, others as `part.port`. */
export function outputName(part: string, port: string): string {
  return port === 'y' ? part : `${part}.${port}`;
}

/** The names of steps, and what is needed to name more of them. */
export interface Naming {
  readonly names: readonly string[];
  /** Those that the user chose. */
  readonly chosen: ReadonlySet<string>;
  /** The next number for each name that was not chosen. */
  readonly counts: ReadonlyMap<string, number>;
}

const NO_NAMES: Naming = { names: [], chosen: new Set(), counts: new Map() };

/**
 * Gives each step a name of its own: the second `dense` becomes `dense_1`, as in Keras.
 *
 * @param before - Names of the first steps. They are kept, unless the user chose one of them for a step
 *   that is new.
 * @throws ParticleError `name-duplicate` for two equal names that the user chose.
 */
export function nameSteps(steps: readonly AnyParticle[], before: Naming = NO_NAMES): Naming {
  const added = steps.slice(before.names.length);
  const chosen = new Set(before.chosen);
  for (const { name } of added.filter(isNamed)) {
    if (chosen.has(name)) throw duplicateName(name);
    if (isNumbered(before, name)) return nameSteps(steps);
    chosen.add(name);
  }
  const counts = new Map(before.counts);
  const names = added.map((step) => {
    if (isNamed(step)) return step.name;
    let count = counts.get(step.name) ?? 0;
    while (chosen.has(numbered(step.name, count))) count++;
    counts.set(step.name, count + 1);
    return numbered(step.name, count);
  });
  return { names: [...before.names, ...names], chosen, counts };
}

function numbered(name: string, count: number): string {
  return count === 0 ? name : `${name}_${String(count)}`;
}

/** Whether a name has been given to a step whose name was not chosen. (Default names hold no `_`.) */
function isNumbered({ counts }: Naming, name: string): boolean {
  const [base = '', count = '0'] = name.split('_');
  return numbered(base, Number(count)) === name && Number(count) < (counts.get(base) ?? 0);
}

/** Whether the user chose the name, rather than the kind. */
function isNamed(particle: AnyParticle): boolean {
  const [child] = particle.children;
  const isFrozen = particle.kind === 'combinator-core/freeze@1' && child !== undefined;
  return isFrozen ? isNamed(child) : particle.name !== defaultName(particle.kind);
}

/** The name that a kind gives by default: `conv2d` for `conv-recognizer/conv2d@1`. */
function defaultName(kind: string): string {
  return kind.slice(kind.lastIndexOf('/') + 1, kind.lastIndexOf('@'));
}

/** A refusal of two equal names, or paths, in one composition. */
export function duplicateName(name: string): ParticleError {
  return new ParticleError({
    code: 'name-duplicate',
    summary: `two particles in one composition are named '${name}'`,
    remedy: `give one of them another name, e.g. { name: '${name}2' }`,
  });
}

const NODE_NAME = /^[A-Za-z0-9][\w-]*$/;

/**
 * Checks the name of a part of a combination. It becomes a segment of paths, and `name.port` a port.
 *
 * @throws ParticleError `name-invalid`.
 */
export function checkNodeName(name: unknown, owner: string): void {
  if (typeof name === 'string' && NODE_NAME.test(name)) return;
  throw new ParticleError({
    code: 'name-invalid',
    summary: `'${String(name)}' cannot be the name of a part`,
    path: owner,
    expected: 'letters, digits, "_" and "-", beginning with a letter or digit',
  });
}

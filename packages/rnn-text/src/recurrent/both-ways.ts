import {
  add,
  average,
  equalDims,
  formatPorts,
  graph,
  isSpread,
  isTensorSpec,
  multiply,
  ParticleError,
  type AnyParticle,
  type Dim,
  type Ports,
  type Spec,
} from '@sora-particles/combinator-core';
import { concatenate } from '@sora-particles/combinator-core/elementary';

/** How the outputs of both directions become one: joined, added, averaged or multiplied. */
export type MergeMode = 'concat' | 'sum' | 'ave' | 'mul';

/** One of the two directions. */
export interface Side {
  readonly direction: 'forward' | 'backward';
  readonly particle: AnyParticle;
}

/**
 * The two directions, which have been found to go along time.
 *
 * @throws ParticleError `option-invalid`, `contract-invalid`.
 */
export function sidesOf(forward: unknown, backward: unknown): readonly [Side, Side] {
  const sides = [
    { direction: 'forward', particle: assertAlongTime(forward) },
    { direction: 'backward', particle: assertAlongTime(backward) },
  ] as const;
  const turned = sides.find(({ particle }) => particle.config['goBackwards'] === true);
  if (turned === undefined) return sides;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `bidirectional(): '${turned.particle.name}' goes backwards by itself`,
    path: `bidirectional.${turned.direction}`,
    expected: 'particles that go forwards: one of them is given the sequence in reverse',
    remedy: 'leave out goBackwards',
  });
}

function assertAlongTime(value: unknown): AnyParticle {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('run' in value)) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: 'bidirectional() takes particles',
      expected: 'a particle, e.g. lstm({ units: 32 })',
      found: typeof value === 'function' ? `the function ${value.name}` : typeof value,
      ...(typeof value === 'function' && { remedy: `call it: ${value.name}({ units: 32 })` }),
    });
  }
  const particle = value as AnyParticle;
  const { input, output, traits, name } = particle;
  const specs = [...Object.values(input), ...Object.values(output)];
  const isAlong = !traits.host && specs.every(isTensorSpec) && isAlongTime(particle);
  if (isAlong) return particle;
  throw new ParticleError({
    code: 'contract-invalid',
    summary: `bidirectional(): '${name}' does not go along time`,
    path: name,
    expected:
      "tensors from 'x' [batch, time, ...] to 'y', with as many axes for all steps or fewer for the last",
    found: `${formatPorts(input)} -> ${formatPorts(output)}`,
  });
}

/** Whether it is known what becomes of time: all steps come out, or none of their axis is left. */
function isAlongTime({ input, output }: AnyParticle): boolean {
  const [x, y] = [input['x']?.shape ?? [], output['y']?.shape ?? []];
  const [batch = '...', time = '...'] = x;
  if (y.length === 0 || isSpread(batch) || isSpread(time) || y.some(isSpread)) return false;
  if (y.length === x.length) return equalDims(y[1] ?? null, time);
  return y.length < x.length && (typeof time === 'number' || !y.includes(time));
}

/** Whether the output of all steps comes out, rather than that of the last. */
export function goesOverTime({ input, output }: AnyParticle): boolean {
  const [x, y] = [input['x']?.shape ?? [], output['y']?.shape ?? []];
  return x.length === y.length;
}

/** The contract of both directions together. */
export interface BothWays {
  /** A graph of both, side by side: it has their weights, traits and conditions. */
  readonly wired: AnyParticle;
  readonly input: Ports;
  readonly output: Ports;
}

/**
 * Connects both directions with one input, and their outputs with each other.
 *
 * @throws ParticleError the codes of `connect` where they do not fit.
 */
export function portsOf(sides: readonly [Side, Side], merge: MergeMode): BothWays {
  const [{ particle: ahead }, { particle: back }] = sides;
  const mask = ahead.input['mask'] ?? back.input['mask'];
  const own = sides.flatMap(({ direction, particle }) =>
    Object.keys(particle.input)
      .filter((port) => port !== 'x' && port !== 'mask')
      .map((port) => ({ direction, port, spec: particle.input[port] as Spec })),
  );
  const given = sides.flatMap(({ direction, particle }) =>
    Object.keys(particle.output)
      .filter((port) => port !== 'y')
      .map((port) => ({ direction, port })),
  );
  const inside = (direction: string, port: string): string => `${direction}_${port}`;
  const frame: Ports = {
    x: ahead.input['x'] as Spec,
    ...(mask && { mask }),
    ...Object.fromEntries(own.map(({ direction, port, spec }) => [inside(direction, port), spec])),
  };
  const wiresOf = ({ direction, particle }: Side): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.keys(particle.input).map((port) => [
        port,
        port === 'x' || port === 'mask' ? port : inside(direction, port),
      ]),
    );
  const wired: AnyParticle = (graph(frame, { name: 'bidirectional' }) as LooseGraph)
    .node('forward', ahead, wiresOf(sides[0]))
    .node('backward', back, wiresOf(sides[1]))
    .node('merge', mergeOf(merge), { forward: 'forward', backward: 'backward' })
    .output({
      ...{ y: 'merge', forward: 'forward', backward: 'backward' },
      ...Object.fromEntries(
        given.map(({ direction, port }) => [inside(direction, port), `${direction}.${port}`]),
      ),
    });
  const named = (ports: Ports, list: readonly { direction: string; port: string }[]): Ports =>
    Object.fromEntries(
      list.map(({ direction, port }) => [
        `${direction}.${port}`,
        ports[inside(direction, port)] as Spec,
      ]),
    );
  const { x, mask: wiredMask } = wired.input;
  return {
    wired,
    input: {
      x: x as Spec,
      ...(wiredMask && { mask: wiredMask }),
      ...named(wired.input, own),
    },
    output: { y: mergedSpec(wired.output, merge), ...named(wired.output, given) },
  };
}

interface LooseGraph {
  node(name: string, particle: AnyParticle, wires: Readonly<Record<string, string>>): LooseGraph;
  output(ports: Readonly<Record<string, string>>): AnyParticle;
}

function mergeOf(merge: MergeMode): AnyParticle {
  const inputs = ['forward', 'backward'] as const;
  switch (merge) {
    case 'concat':
      return concatenate({ inputs });
    case 'sum':
      return add({ inputs });
    case 'ave':
      return average({ inputs });
    case 'mul':
      return multiply({ inputs });
  }
}

function mergedSpec({ y, forward, backward }: Ports, merge: MergeMode): Spec {
  const shape = y?.shape ?? [];
  if (merge !== 'concat') return { shape, dtype: 'float32' };
  const lastOf = (spec: Spec | undefined): Dim => spec?.shape?.at(-1) ?? null;
  const size: Dim = ['add', lastOf(forward), lastOf(backward)];
  return { shape: [...shape.slice(0, -1), size], dtype: 'float32' };
}

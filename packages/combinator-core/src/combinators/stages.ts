import type { Ports, Spec } from '../contract/spec.ts';
import type { AnyParticle, Composition, CompositionNode } from '../particle.ts';
import { chain, isPlainChain } from './chain.ts';
import { graphStages } from './graph-stages.ts';
import { nameSteps } from './names.ts';
import { asInputs, relay } from './relay.ts';
import { rename } from './rename.ts';

/** The parts of a chain or graph that are run, trained and read in different ways. */
export interface Stages {
  /** Leading steps on the host, such as decoding: they run in the data pipeline. */
  readonly host?: AnyParticle;
  /** The steps on tensors, up to the logits. */
  readonly body: AnyParticle;
  /** The activation between logits and probabilities, which losses include. */
  readonly activation?: 'softmax' | 'sigmoid';
  /** Trailing steps on the host, such as reading out labels. */
  readonly tail?: AnyParticle;
}

const ACTIVATIONS: Readonly<Record<string, 'softmax' | 'sigmoid'>> = {
  'combinator-core/softmax@1': 'softmax',
  'combinator-core/sigmoid@1': 'sigmoid',
};

/**
 * Splits a chain or graph where its ways part: what comes before the last leading step on the host, the body
 * that is trained, and what follows the logits. A final softmax or sigmoid is named rather than kept in
 * the body, so that a loss can work from logits, which is stable. Paths of weights in the parts are
 * those in the whole. A graph is split behind its leading nodes on the host, where its outputs all come
 * from the nodes behind. Any other particle is all body.
 *
 * What crosses the boundary is an output of the host part and an input of the body, also where the step
 * right behind it does not take it, such as the mask of a tokeniser.
 *
 * @example
 * ```ts
 * import { compose, stagesOf } from '@sora-particles/combinator-core';
 * import { dense, softmax } from '@sora-particles/combinator-core/elementary';
 *
 * stagesOf(compose(dense({ units: 10 })).to(softmax())).activation; // 'softmax'
 * ```
 */
export function stagesOf(particle: AnyParticle): Stages {
  if (!isPlainChain(particle)) return graphStages(particle) ?? { body: particle };
  const steps = particle.children;
  const isHost = steps.map(({ traits }) => traits.host);
  const firstDevice = isHost.indexOf(false);
  if (firstDevice === -1) return { body: particle };
  const lastDevice = isHost.lastIndexOf(false);
  const activation = ACTIVATIONS[steps[lastDevice]?.kind ?? ''];
  const leading = isHost.slice(0, lastDevice).lastIndexOf(true) + 1;
  const end = activation === undefined ? lastDevice + 1 : lastDevice;
  if (end <= leading) return { body: particle };
  return {
    body: part(particle, leading, end),
    ...(leading > 0 && { host: part(particle, 0, leading, end) }),
    ...(activation !== undefined && { activation }),
    ...(lastDevice + 1 < steps.length && { tail: part(particle, lastDevice + 1, steps.length) }),
  };
}

/**
 * Some steps of a chain, under the names that they have in it. What they take from steps before them
 * comes in through a step that hands it on, where the first of them does not take it all. In the same
 * way goes out what the steps up to `reader` take of them, where the last of them does not give it.
 */
function part(whole: AnyParticle, from: number, to: number, reader = to): AnyParticle {
  if (from === 0 && to === whole.children.length) return whole;
  const { nodes, produced } = whole.composition as Composition;
  const position = new Map(nodes.map(({ name }, i): [string | null, number] => [name, i]));
  /** Outputs of some nodes that others take. */
  const between = (givers: Span, takers: Span): Ports =>
    Object.fromEntries(
      nodes.slice(...takers).flatMap(({ inputs }) =>
        Object.values(inputs).flatMap(({ node, port }): [string, Spec][] => {
          const at = position.get(node) ?? -1;
          const spec = produced[node ?? '']?.[port];
          return spec !== undefined && at >= givers[0] && at < givers[1] ? [[port, spec]] : [];
        }),
      ),
    );
  const steps = named(nodes.slice(from, to));
  const entering = between([0, from], [from + 1, to]);
  if (Object.keys(entering).length > 0) {
    const given = asInputs({ ...between([0, from], [from, from + 1]), ...entering }, whole.input);
    const isX = (port: string): boolean => port === 'y' && !Object.hasOwn(given, 'x');
    steps.unshift(relay(freeName('enter', nodes), given, (port) => (isX(port) ? 'x' : port)));
  }
  const leaving = between([from, to - 1], [to, reader]);
  if (Object.keys(leaving).length > 0) {
    const last = nodes[to - 1] as CompositionNode;
    const given = asInputs({ ...leaving, ...produced[last.name] }, whole.input);
    steps.push(relay(freeName('leave', nodes), given, (port) => port));
  }
  return chain(steps);
}

type Span = readonly [from: number, to: number];

/** The particles such that in a chain of them they have the names of the nodes. */
function named(nodes: readonly CompositionNode[]): AnyParticle[] {
  const { names } = nameSteps(nodes.map(({ particle }) => particle));
  return nodes.map(({ name, particle }, i) =>
    names[i] === name ? particle : rename(name, particle),
  );
}

function freeName(name: string, nodes: readonly CompositionNode[]): string {
  return nodes.some((node) => node.name === name) ? freeName(`${name}_`, nodes) : name;
}

import type { AnyParticle } from '../particle.ts';
import { chain, isPlainChain } from './chain.ts';
import { rename } from './rename.ts';

/** The parts of a chain that are run, trained and read in different ways. */
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
 * Splits a chain where its ways part: what comes before the last leading step on the host, the body
 * that is trained, and what follows the logits. A final softmax or sigmoid is named rather than kept in
 * the body, so that a loss can work from logits, which is stable. Paths of weights in the parts are
 * those in the whole. A particle that is no such chain is all body.
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
  if (!isPlainChain(particle)) return { body: particle };
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
    ...(leading > 0 && { host: part(particle, 0, leading) }),
    ...(activation !== undefined && { activation }),
    ...(lastDevice + 1 < steps.length && { tail: part(particle, lastDevice + 1, steps.length) }),
  };
}

/** Some steps of a chain, under the names that they have in it. */
function part(whole: AnyParticle, from: number, to: number): AnyParticle {
  if (from === 0 && to === whole.children.length) return whole;
  const names = whole.composition?.nodes.map(({ name }) => name) ?? [];
  const steps = whole.children.slice(from, to);
  const alone = chain(steps).composition?.nodes.map(({ name }) => name) ?? [];
  return chain(
    steps.map((step, i) => {
      const name = names[from + i] ?? step.name;
      return alone[i] === name ? step : rename(name, step);
    }),
  );
}

import { chain, rename, type AnyParticle } from '@sora-particles/combinator-core';
import { rescale } from '@sora-particles/combinator-core/elementary';
import { averagePool2d, conv2d, maxPool2d } from '@sora-particles/conv-recognizer';

/** What may stand in the place of a step: another particle, or nothing. */
interface Choice {
  readonly title: string;
  readonly make: () => AnyParticle | undefined;
}

/** A step that may be exchanged. The first choice is what was trained. */
export interface Slot {
  readonly step: string;
  readonly title: string;
  readonly choices: readonly Choice[];
}

const convolution = (activation: 'relu' | 'tanh' | 'sigmoid') => () =>
  conv2d({ filters: 32, kernelSize: 3, activation, name: 'conv1' });

/** The steps that the page offers to exchange: with what fits, and with what does not. */
export const slots: readonly Slot[] = [
  {
    step: 'rescale',
    title: 'Scale of the pixels',
    choices: [
      { title: 'rescale to [0, 1]', make: () => rescale({ from: [0, 255], to: [0, 1] }) },
      { title: 'rescale to [-1, 1]', make: () => rescale({ from: [0, 255], to: [-1, 1] }) },
      { title: 'left out: [0, 255]', make: () => undefined },
    ],
  },
  {
    step: 'conv1',
    title: 'Activation of the convolution',
    choices: [
      { title: 'relu', make: convolution('relu') },
      { title: 'tanh', make: convolution('tanh') },
      { title: 'sigmoid', make: convolution('sigmoid') },
    ],
  },
  {
    step: 'pool1',
    title: 'Pooling',
    choices: [
      { title: 'maxPool2d', make: () => maxPool2d({ name: 'pool1' }) },
      { title: 'averagePool2d', make: () => averagePool2d({ name: 'pool1' }) },
      { title: 'maxPool2d of 3', make: () => maxPool2d({ poolSize: 3, name: 'pool1' }) },
    ],
  },
];

/**
 * The chain with another particle in the place of a step, also inside of chains that are named; the
 * contracts of all steps are proved again.
 *
 * @param change - Gives what stands there from now on; undefined leaves the step out.
 * @throws ParticleError the codes of `chain`, where it does not fit.
 */
export function replaceStep(
  particle: AnyParticle,
  step: string,
  change: (old: AnyParticle) => AnyParticle | undefined,
): AnyParticle {
  const { children, name, kind } = particle;
  const [inner] = children;
  if (kind === 'combinator-core/rename@1' && inner !== undefined) {
    const changed = replaceStep(inner, step, change);
    return changed === inner ? particle : rename(name, changed);
  }
  if (kind !== 'combinator-core/chain@1') return particle;
  const steps = children.map((child) =>
    child.name === step ? change(child) : replaceStep(child, step, change),
  );
  if (steps.every((one, index) => one === children[index])) return particle;
  return chain(steps.filter((one) => one !== undefined));
}

/** The network with the choices of all slots, by their steps. */
export function assemble(
  trained: AnyParticle,
  choices: Readonly<Record<string, number>>,
): AnyParticle {
  return slots.reduce((particle, { step, choices: offered }) => {
    const chosen = choices[step] ?? 0;
    return chosen === 0 ? particle : replaceStep(particle, step, () => offered[chosen]?.make());
  }, trained);
}

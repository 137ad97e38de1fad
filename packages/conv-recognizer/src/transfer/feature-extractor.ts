import {
  chain,
  checkOptions,
  is,
  optional,
  ParticleError,
  rename,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import { FEATURES } from '../recognizers/recognizer.ts';

/** Options of {@link featureExtractor}. */
export interface FeatureExtractorOptions {
  /** Name of the last step to keep, e.g. `'conv2'`. Default `'features'`: all but dropout and logits. */
  readonly upTo?: string;
}

/** Made by {@link featureExtractor}: takes what the recogniser takes, gives what its step gives. */
export type FeatureExtractor<P extends AnyParticle> = Particle<string, P['input']>;

/**
 * The part of a recogniser up to its features, to reuse under a new head: alone, it turns images into
 * embeddings; `freeze` it, and training changes the head only. Steps keep their names, so that the
 * paths of the weights stay and `carryVariables` finds them. Works on any chain, also one that was
 * loaded, and looks inside renamed chains.
 *
 * @param recognizer - A chain that has a step of that name.
 * @throws ParticleError `option-invalid` if there is no such step.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { compose, freeze, initialize } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 * import { carryVariables, digitsRecognizer, featureExtractor } from '@sora-particles/conv-recognizer';
 *
 * const digits = digitsRecognizer();
 * const trained = initialize(digits, { seed: 1 }); // or the result of fit()
 *
 * const head = dense({ units: 26, meaning: 'logits', name: 'letters' });
 * const letters = compose(freeze(featureExtractor(digits))).to(head);
 * const variables = carryVariables(letters, trained, { seed: 2 });
 * ```
 */
export function featureExtractor<const P extends AnyParticle>(
  recognizer: P,
  options?: FeatureExtractorOptions,
): FeatureExtractor<P>;
export function featureExtractor(
  recognizer: AnyParticle,
  options: FeatureExtractorOptions = {},
): AnyParticle {
  checkOptions('featureExtractor', options, { upTo: optional(is.string) });
  const { upTo = FEATURES } = options;
  const extractor = cut(recognizer, upTo);
  if (extractor !== undefined) return extractor;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `'${recognizer.name}' has no step '${upTo}' to end with`,
    path: 'featureExtractor.upTo',
    expected: `one of ${stepNames(recognizer).join(', ') || '(it is no chain)'}`,
    found: upTo,
  });
}

/** The particle up to and with the step, or undefined if it has no such step. */
function cut(particle: AnyParticle, upTo: string): AnyParticle | undefined {
  const [inner] = particle.children;
  if (isRenamed(particle) && inner !== undefined) {
    const part = cut(inner, upTo);
    return part && rename(particle.name, part);
  }
  if (!isChain(particle)) return undefined;
  const { children } = particle;
  for (const [i, step] of children.entries()) {
    const part = step.name === upTo ? step : cut(step, upTo);
    if (part !== undefined) return chain([...children.slice(0, i), part]);
  }
  return undefined;
}

function stepNames(particle: AnyParticle): readonly string[] {
  if (isRenamed(particle)) return particle.children.flatMap(stepNames);
  if (!isChain(particle)) return [];
  return particle.children.flatMap((step) => [step.name, ...stepNames(step)]);
}

function isChain({ kind }: AnyParticle): boolean {
  return kind === 'combinator-core/chain@1';
}

function isRenamed({ kind }: AnyParticle): boolean {
  return kind === 'combinator-core/rename@1';
}

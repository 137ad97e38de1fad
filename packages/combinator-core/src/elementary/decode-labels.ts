import { defineParticle } from '../define-particle.ts';
import { ParticleError } from '../errors.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, Label, Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link decodeLabels}. */
export interface DecodeLabelsOptions<
  Labels extends readonly string[] = readonly string[],
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Names of the classes, in the order of the probabilities; at least one, all different. */
  readonly labels: Labels;
}

/** Made by {@link decodeLabels}. */
export interface DecodeLabels<
  Name extends string = string,
  Labels extends readonly string[] = readonly string[],
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['batch', Labels['length']];
      readonly dtype: 'float32';
      readonly range: readonly [0, 1];
      readonly meaning: 'probabilities';
    };
  },
  {
    readonly y: {
      readonly value: 'label';
      readonly shape: readonly ['batch'];
      readonly labels: Labels;
    };
  },
  readonly []
> {}

const isLabels: OptionCheck = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((label) => typeof label === 'string') &&
  new Set(value).size === value.length
    ? undefined
    : 'a list of at least one label, all different';

/**
 * Ends a recogniser with an answer that people can read: for each item the label of the most probable
 * class (the first one of several) and its probability. Runs on the host.
 *
 * Input `x`: float32 `[batch, classes]`, range [0, 1], meaning `probabilities`; the number of labels
 * proves the number of classes. Output `y`: `[batch]` labels `{ label, score }`.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; when
 *   run, `output-invalid` for a probability that is NaN.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { decodeLabels, dense, softmax } from '@sora-particles/combinator-core/elementary';
 *
 * const recognizer = compose(dense({ units: 2, meaning: 'logits' }))
 *   .to(softmax())
 *   .to(decodeLabels({ labels: ['cat', 'dog'] }));
 * ```
 */
export function decodeLabels<
  const Labels extends readonly string[],
  const Name extends string = 'decodeLabels',
>(options: DecodeLabelsOptions<Labels, Name>): DecodeLabels<Name, Labels> {
  checkOptions('decodeLabels', options, { labels: isLabels, name: optional(is.string) });
  const { labels: given, name = 'decodeLabels' }: DecodeLabelsOptions = options;
  const labels = [...given];
  const particle: AnyParticle = defineParticle({
    kind: 'combinator-core/decodeLabels@1',
    name,
    config: { labels },
    input: {
      x: {
        shape: ['batch', labels.length],
        dtype: 'float32',
        range: [0, 1],
        meaning: 'probabilities',
      },
    },
    output: { y: { value: 'label', shape: ['batch'], labels } },
    traits: { host: true, differentiable: false },
    run: async (_context, { x }) => {
      const scores = await x.data<'float32'>();
      const y = Array.from({ length: x.shape[0] }, (_, item) =>
        best(scores.subarray(item * labels.length, (item + 1) * labels.length), labels, item),
      );
      return { outputs: { y } };
    },
  });
  return particle as DecodeLabels<Name, Labels>;
}

function best(scores: Float32Array, labels: readonly string[], item: number): Label {
  let at = 0;
  scores.forEach((score, index) => {
    if (Number.isNaN(score)) {
      throw new ParticleError({
        code: 'output-invalid',
        summary: `the probability of '${labels[index] ?? ''}' for item ${String(item)} is NaN`,
        remedy: 'look for NaN in the weights or for infinities before the softmax',
      });
    }
    if (score > (scores[at] ?? 0)) at = index;
  });
  return { label: labels[at] ?? '', score: scores[at] ?? 0 };
}

/** Registry entry of {@link decodeLabels}. */
export const decodeLabelsKind = leafKind('combinator-core/decodeLabels@1', decodeLabels);

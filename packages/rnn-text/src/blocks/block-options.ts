import {
  is,
  isInitializer,
  optional,
  ParticleError,
  type Initializer,
} from '@sora-particles/combinator-core';
import { activationNames, type ActivationName } from '@sora-particles/combinator-core/elementary';

/** Options that the blocks of a transformer share. */
export interface TransformerBlockOptions<
  Units extends number = number,
  Name extends string = string,
> {
  /** Numbers of each step, in and out: the width of the model; a positive integer. */
  readonly units: Units;
  /** Heads of each attention; they divide `units`. */
  readonly heads: number;
  /** Numbers of the hidden layer between attentions; a positive integer. Default 4 times `units`. */
  readonly hiddenUnits?: number;
  /** The function of the hidden layer. Default `'relu'`. */
  readonly activation?: ActivationName;
  /**
   * The share of values that become 0 while training, of attention weights and of what is added to the
   * steps, from 0 up to but without 1. Default 0.
   */
  readonly dropout?: number;
  /**
   * Whether to normalise what goes into each part rather than each sum. It trains with less care; a stack
   * of such blocks ends with a `layerNormalization` of its own. Default false, as in the first paper.
   */
  readonly normalizeFirst?: boolean;
  /** Added to variances; positive. Default 0.00001. */
  readonly epsilon?: number;
  /** First values of all kernels. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** Checks of {@link TransformerBlockOptions}. */
export const transformerBlockChecks = {
  units: is.positiveInteger,
  heads: is.positiveInteger,
  hiddenUnits: optional(is.positiveInteger),
  activation: optional(is.oneOf(...activationNames)),
  dropout: optional(is.fraction),
  normalizeFirst: optional(is.boolean),
  epsilon: optional(is.positive),
  kernelInitializer: optional(isInitializer),
  name: optional(is.string),
} as const;

/** Every option that makes a block again, none of them open. */
export type TransformerBlockSettings = Required<Omit<TransformerBlockOptions, 'name'>>;

/**
 * The options with their defaults.
 *
 * @throws ParticleError `option-invalid` for heads that do not divide the units.
 */
export function transformerBlockSettings(
  owner: string,
  options: TransformerBlockOptions,
): TransformerBlockSettings {
  const { units, heads } = options;
  if (units % heads !== 0) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `${owner}(): 'heads' must divide 'units'`,
      path: `${owner}.heads`,
      expected: `a divisor of ${String(units)}`,
      found: String(heads),
    });
  }
  return {
    units,
    heads,
    hiddenUnits: options.hiddenUnits ?? 4 * units,
    activation: options.activation ?? 'relu',
    dropout: options.dropout ?? 0,
    normalizeFirst: options.normalizeFirst ?? false,
    epsilon: options.epsilon ?? 1e-5,
    kernelInitializer: options.kernelInitializer ?? 'glorotUniform',
  };
}

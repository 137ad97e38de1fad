import { is, type OptionChecks, optional } from '@sora-particles/combinator-core';

/** Options that all decoders share. */
export interface DecodingOptions {
  /** The token that comes before the first one. */
  readonly startId: number;
  /** The token that ends the sequence; it is not given out. */
  readonly endId: number;
  /** The most tokens to give out; a positive integer. Default 128. */
  readonly maxLength?: number;
  /** Tokens that never come, such as padding and unknown. Default none. */
  readonly forbiddenIds?: readonly number[];
  /** Stops between two steps. */
  readonly signal?: AbortSignal;
}

/** How many tokens come at most, where nothing else is said. */
export const MAX_LENGTH = 128;

/** Checks of {@link DecodingOptions}. */
export const decodingChecks: OptionChecks<DecodingOptions> = {
  startId: is.nonNegativeInteger,
  endId: is.nonNegativeInteger,
  maxLength: optional(is.positiveInteger),
  forbiddenIds: optional(is.arrayOf(is.nonNegativeInteger)),
  signal: optional(is.anything),
};

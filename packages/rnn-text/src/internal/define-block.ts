import {
  defineParticle,
  type AnyParticle,
  type JsonObject,
  type Ports,
} from '@sora-particles/combinator-core';

/** What a block is called, and the options that make it again. */
export interface BlockDefinition {
  readonly kind: string;
  readonly name: string;
  readonly config: JsonObject;
  readonly output: Ports;
}

/**
 * A composition as one particle with a kind of its own: a manifest keeps its options in place of its
 * parts, and messages and paths have one name for it. What it is made of stays visible in `composition`.
 */
export function defineBlock(definition: BlockDefinition, parts: AnyParticle): AnyParticle {
  const { input, where, params, state, traits, flops, composition } = parts;
  return defineParticle({
    ...definition,
    input,
    where,
    params,
    state,
    traits,
    flops,
    ...(composition && { composition }),
    run: (context, inputs, weights, statistics) => parts.run(context, inputs, weights, statistics),
  });
}

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
}

/**
 * A composition as one particle with a kind of its own: a manifest keeps its options in place of its
 * parts, and messages and paths have one name for it. The output is NHWC, which a sum of two branches
 * does not say by itself.
 */
export function defineBlock(definition: BlockDefinition, parts: AnyParticle): AnyParticle {
  const shape = parts.output['y']?.shape ?? [];
  const output: Ports = { y: { shape, dtype: 'float32', layout: 'NHWC' } };
  const { input, where, params, state, traits, flops, composition } = parts;
  return defineParticle({
    ...definition,
    input,
    output,
    where,
    params,
    state,
    traits,
    flops,
    ...(composition && { composition }),
    run: (context, inputs, weights, statistics) => parts.run(context, inputs, weights, statistics),
  });
}

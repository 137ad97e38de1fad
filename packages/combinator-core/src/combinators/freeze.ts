import { defineParticle } from '../define-particle.ts';
import type { AnyParticle, ParamSpecs, Particle, RunResult } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { chain, isPlainChain } from './chain.ts';

const KIND = 'combinator-core/freeze@1';

/** A particle that training leaves as it is. */
export type Frozen<P extends AnyParticle> = Particle<
  P['name'],
  P['input'],
  P['output'],
  P['where']
>;

/**
 * The same particle with weights and state that training does not change; it also runs as in
 * prediction, so that dropout keeps everything and batch normalisation uses its moving statistics.
 * Keras `trainable = False`, PyTorch `requires_grad_(False)` with `eval()`. The paths of the weights
 * stay, so that trained weights fit the frozen particle.
 *
 * @example
 * ```ts
 * import { compose, freeze } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 *
 * const extractor = dense({ units: 64, name: 'extractor' });
 * const transfer = compose(freeze(extractor)).to(dense({ units: 3, name: 'head' }));
 * ```
 */
export function freeze<P extends AnyParticle>(particle: P): Frozen<P> {
  const child = assertParticle(particle, 'freeze');
  const frozen: AnyParticle = isPlainChain(child)
    ? chain(child.children.map((step) => freeze(step)))
    : freezeOne(child);
  return frozen;
}

function freezeOne(child: AnyParticle): AnyParticle {
  return defineParticle({
    kind: KIND,
    name: child.name,
    children: [child],
    input: child.input,
    output: child.output,
    where: child.where,
    params: notTrainable(child.params),
    state: child.state,
    flops: child.flops,
    traits: { ...child.traits, needsSeed: false },
    ...(child.composition && { composition: child.composition }),
    run: (context, inputs, params, state) =>
      withoutState(child.run({ ...context, training: false }, inputs, params, state)),
  });
}

/** Only the outputs: whatever state the particle gives back, it stays as it was. */
function withoutState(result: RunResult | Promise<RunResult>): RunResult | Promise<RunResult> {
  return result instanceof Promise
    ? result.then(({ outputs }) => ({ outputs }))
    : { outputs: result.outputs };
}

function notTrainable(params: ParamSpecs): ParamSpecs {
  return Object.fromEntries(
    Object.entries(params).map(([name, spec]) => [name, { ...spec, trainable: false }]),
  );
}

/** How a manifest makes a frozen particle again. */
export const freezeKind: ParticleKind = {
  kind: KIND,
  create: (_config, children) => freeze(assertParticle(children[0], KIND)),
};

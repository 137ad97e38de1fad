import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, CompositionNode, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import type { Chain } from './chain.ts';
import { composePlan } from './compose-plan.ts';
import { sources } from './pass-through.ts';
import type { FirstStep, NextStep } from './static-chain.ts';

const KIND = 'combinator-core/repeat@1';

/** Options of {@link repeat}. */
export interface RepeatOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'repeat'`. */
  readonly name?: Name;
}

/** Made by {@link repeat}; its sizes are known to the compiler for up to 24 repetitions. */
export type Repeat<
  Name extends string,
  P extends AnyParticle,
  Times extends number,
> = number extends Times
  ? Particle<Name, P['input']>
  : Repeated<P, FirstStep<P>, Times> extends Chain<string, infer In, infer Out, infer Where>
    ? Particle<Name, In, Out, Where>
    : Particle<Name, P['input']>;

type Repeated<
  P extends AnyParticle,
  Sum,
  Times extends number,
  Count extends readonly unknown[] = [0],
> = Count['length'] extends Times
  ? Sum
  : Count['length'] extends 24
    ? Particle<string, P['input']>
    : Sum extends Chain<infer Last, infer In, infer Out, infer Where>
      ? Repeated<P, NextStep<Last, In, Out, Where, P>, Times, [...Count, 0]>
      : never;

/**
 * A particle several times in a row, each time with weights of its own (under `0/`, `1/`, ...). Its
 * output must fit its own input.
 *
 * @param particle - From `x` to `y`.
 * @param times - How often; a positive integer.
 * @throws {@link ParticleError} `option-invalid`, or the codes of `connect` where it does not fit
 *   itself.
 *
 * @example
 * ```ts
 * import { compose, repeat, residual } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const deep = repeat(residual(compose(dense({ units: 64 })).to(relu())), 4);
 * ```
 */
export function repeat<
  P extends AnyParticle,
  const Times extends number,
  const Name extends string = 'repeat',
>(particle: P, times: Times, options: RepeatOptions<Name> = {}): Repeat<Name, P, Times> {
  const child = assertParticle(particle, 'repeat');
  checkOptions<RepeatOptions<Name> & { times: number }>(
    'repeat',
    { ...options, times },
    { times: is.positiveInteger, name: optional(is.string) },
  );
  const nodes = Array.from({ length: times }, (_, i): CompositionNode => ({
    name: String(i),
    particle: child,
    inputs:
      i === 0
        ? sources(child.input, (port) => ({ node: null, port }))
        : { x: { node: String(i - 1), port: 'y' } },
  }));
  return composePlan(
    { kind: KIND, name: options.name ?? 'repeat', config: { times }, children: [child] },
    {
      input: child.input,
      nodes,
      outputs: sources(child.output, (port) => ({ node: String(times - 1), port })),
    },
  ) as Repeat<Name, P, Times>;
}

/** How a manifest makes a repeated particle again. */
export const repeatKind: ParticleKind = {
  kind: KIND,
  create: ({ times }, children, name) =>
    repeat(assertParticle(children[0], KIND), times as number, { name }),
};

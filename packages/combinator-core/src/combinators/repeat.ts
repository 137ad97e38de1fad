import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, CompositionNode, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import type { Chain } from './chain.ts';
import { composePlan } from './compose-plan.ts';
import { sources } from './pass-through.ts';
import type { CheckStep, FirstStep, NextStep } from './static-chain.ts';
import type { IsOpen, Opened } from './static-parts.ts';
import { wiresFrom, type Reach } from './wires-from.ts';

const KIND = 'combinator-core/repeat@1';

/** Options of {@link repeat}. */
export interface RepeatOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'repeat'`. */
  readonly name?: Name;
}

/** Made by {@link repeat}; its sizes are known to the compiler for up to 24 repetitions. */
export type Repeat<Name extends string, P extends AnyParticle, Times extends number> =
  RepeatOf<P, Times> extends Chain<string, infer In, infer Out, infer Where, infer _Within>
    ? Particle<Name, In, Out, Where>
    : Particle<Name, P['input']>;

/** The particle itself where its output fits its input, otherwise the message. */
type CheckRepeat<P extends AnyParticle, Times extends number> =
  RepeatOf<P, Times> extends infer R ? (R extends string ? R : P) : never;

/** The chain of all repetitions, the message, or undefined where the compiler cannot know. */
type RepeatOf<P extends AnyParticle, Times extends number> = number extends Times
  ? undefined
  : Repeated<P, Sharing<P, FirstStep<P>>, Times>;

/** The first repetition; what the particle takes and does not give is within reach of the others. */
type Sharing<P extends AnyParticle, First> = [SharedPort<P>] extends [never]
  ? First
  : First extends Chain<infer Last, infer In, infer Out, infer Where, infer Within>
    ? IsOpen<In> extends true
      ? First
      : Opened<In> extends infer Given
        ? Chain<
            Last,
            In,
            Out,
            Where,
            {
              readonly [Port in keyof Within | SharedPort<P>]: Port extends keyof Within
                ? Within[Port]
                : readonly [Port, Given[Port & keyof Given]];
            }
          >
        : never
    : First;

type SharedPort<P extends AnyParticle> = Exclude<keyof P['input'], keyof P['output'] | 'x'>;

type Repeated<
  P extends AnyParticle,
  Sum,
  Times extends number,
  Count extends readonly unknown[] = [0],
> = Count['length'] extends Times
  ? Sum
  : Count['length'] extends 24
    ? undefined
    : Sum extends Chain<string, infer In, infer Out, infer Where, infer Within>
      ? CheckStep<P['name'], In, Out, Where, Within, P> extends infer Checked
        ? Checked extends string
          ? Checked
          : Repeated<P, NextStep<P['name'], In, Out, Where, Within, P>, Times, [...Count, 0]>
        : never
      : never;

/** More repetitions than any model has: a description that unfolds to more is refused, not computed. */
const MAX_TIMES = 1000;

const isTimes: OptionCheck = (value) =>
  is.positiveInteger(value) === undefined && (value as number) <= MAX_TIMES
    ? undefined
    : `an integer from 1 to ${String(MAX_TIMES)}`;

/**
 * A particle several times in a row, each time with weights of its own (under `0/`, `1/`, ...). As in a
 * chain, inputs take the outputs of the same name, and `x` takes `y`; so its outputs must fit its own
 * inputs. Inputs that it takes and does not give, such as a `mask`, go to all repetitions.
 *
 * @param particle - What is repeated.
 * @param times - How often; an integer from 1 to 1000.
 * @throws ParticleError `option-invalid`, or the codes of `connect` where it does not fit
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
>(
  particle: CheckRepeat<P, Times>,
  times: Times,
  options?: RepeatOptions<Name>,
): Repeat<Name, P, Times>;
export function repeat(particle: AnyParticle, times: number, options: RepeatOptions = {}): unknown {
  return build(particle, times, options);
}

function build(particle: unknown, times: unknown, options: RepeatOptions): AnyParticle {
  const child = assertParticle(particle, 'repeat');
  checkOptions<RepeatOptions & { times: unknown }>(
    'repeat',
    { ...options, times },
    { times: isTimes, name: optional(is.string) },
  );
  const count = times as number;
  const shared = Object.keys(child.input).filter(
    (port) => port !== 'x' && !Object.hasOwn(child.output, port),
  );
  const reach: Reach = Object.fromEntries(shared.map((port) => [port, { node: null, port }]));
  const nodes = Array.from({ length: count }, (_, i): CompositionNode => ({
    name: String(i),
    particle: child,
    inputs:
      i === 0
        ? sources(child.input, (port) => ({ node: null, port }))
        : wiresFrom(String(i - 1), child, child, reach),
  }));
  return composePlan(
    { kind: KIND, name: options.name ?? 'repeat', config: { times: count }, children: [child] },
    {
      input: child.input,
      nodes,
      outputs: sources(child.output, (port) => ({ node: String(count - 1), port })),
    },
  );
}

/** How a manifest makes a repeated particle again. */
export const repeatKind: ParticleKind = {
  kind: KIND,
  create: ({ times }, children, name) => build(children[0], times, { name }),
};

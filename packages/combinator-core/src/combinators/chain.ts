import type { StaticContract } from '../contract/static/connect.ts';
import type { Constraints, Ports } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, CompositionNode, Particle, Source } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { composePlan } from './compose-plan.ts';
import type { Adapter } from './remedy.ts';
import type { CheckStep, FirstStep, NextStep } from './static-chain.ts';
import { uniqueNames } from './wire.ts';

const KIND = 'combinator-core/chain@1';

/**
 * Particles after one another; itself a particle. Grows by {@link Chain.to}.
 *
 * @typeParam Last - Name of the last step, for messages about the next one.
 * @typeParam In - Input ports: those of the first step.
 * @typeParam Out - Output ports: those of the last step, in the sizes of the chain's inputs.
 */
export interface Chain<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints = readonly [],
> extends Particle<'chain', In, Out, Where> {
  /**
   * The chain with one more step. Its inputs take the outputs of the same name; `x` takes `y`.
   *
   * A step that does not fit is an error of the compiler, on this argument, in one line that names both
   * particles, the port, the axis, needs and got; and the same error at run time.
   *
   * @throws {@link ParticleError} as {@link chain}.
   */
  to<const Next extends StaticContract>(
    next: CheckStep<Last, In, Out, Where, Next>,
  ): NextStep<Last, In, Out, Where, Next>;
}

/** What {@link chain} takes besides the steps. */
export interface ChainOptions {
  /** Particles to suggest where a step does not fit, besides those of the core. */
  readonly adapters?: readonly Adapter[];
}

/**
 * Begins a composition: `compose(a).to(b).to(c)` runs a, b and c after one another. Every step is
 * checked by the compiler and again when it is added.
 *
 * An unnamed chain among the steps is spliced in, so that `compose(a).to(compose(b).to(c))` equals
 * `compose(a).to(b).to(c)`, down to the paths of the weights. Name one with `rename` to make it a
 * segment of the paths.
 *
 * @throws {@link ParticleError} as {@link chain}.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { dense, input, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const classifier = compose(input({ shape: ['batch', 784], dtype: 'float32' }))
 *   .to(dense({ units: 64 }))
 *   .to(relu())
 *   .to(dense({ units: 10 }));
 * ```
 */
export function compose<const First extends StaticContract>(first: First): FirstStep<First> {
  return grow([assertParticle(first, 'compose')], {}) as FirstStep<First>;
}

/**
 * The chain of the given steps, as a list: for compositions that are data. It is checked here, when it
 * is built; for checks by the compiler use {@link compose}.
 *
 * @param steps - At least one particle.
 * @throws {@link ParticleError} `composition-empty` without steps, `name-duplicate` for equal explicit
 *   names, or the codes of `connect` for a step that does not fit, with a remedy where an adapter
 *   would help.
 */
export function chain(
  steps: readonly AnyParticle[],
  options: ChainOptions = {},
): Chain<string, Ports, Ports> {
  return grow(
    steps.map((step) => assertParticle(step, 'chain')),
    options,
  );
}

function grow(steps: readonly AnyParticle[], options: ChainOptions): Chain<string, Ports, Ports> {
  const flat = steps.flatMap((step) => (isPlainChain(step) ? step.children : [step]));
  const [first] = flat;
  const last = flat.at(-1);
  if (first === undefined || last === undefined) {
    throw new ParticleError({
      code: 'composition-empty',
      summary: 'a chain needs at least one step',
      expected: 'chain([first, ...])',
    });
  }
  const names = uniqueNames(flat);
  const nodes = flat.map((particle, i): CompositionNode => {
    const before = flat[i - 1];
    return {
      name: names[i] as string,
      particle,
      inputs: wiresFrom(
        before === undefined ? null : { name: names[i - 1] as string, ports: before.output },
        particle,
      ),
    };
  });
  const outputs = Object.fromEntries(
    Object.keys(last.output).map((port): [string, Source] => [
      port,
      { node: names.at(-1) as string, port },
    ]),
  );
  const plan = { input: first.input, inputName: 'input', nodes, outputs, ...options };
  const particle = composePlan({ kind: KIND, name: 'chain', children: flat }, plan);
  return Object.freeze({
    ...particle,
    to: (next: StaticContract) => grow([...flat, assertParticle(next, 'to')], options),
  }) as unknown as Chain<string, Ports, Ports>;
}

/** Inputs take the outputs of the same name; `x` takes `y`. */
function wiresFrom(
  producer: { readonly name: string; readonly ports: Ports } | null,
  consumer: AnyParticle,
): Record<string, Source> {
  const wires: [string, Source][] = [];
  for (const port of Object.keys(consumer.input)) {
    if (producer === null) {
      wires.push([port, { node: null, port }]);
    } else if (Object.hasOwn(producer.ports, port)) {
      wires.push([port, { node: producer.name, port }]);
    } else if (port === 'x' && Object.hasOwn(producer.ports, 'y')) {
      wires.push([port, { node: producer.name, port: 'y' }]);
    }
  }
  return Object.fromEntries(wires);
}

/** A chain without a name of its own, which is spliced into the chain around it. */
export function isPlainChain(particle: AnyParticle): boolean {
  return particle.kind === KIND && particle.name === 'chain';
}

/** How a manifest makes a chain again. */
export const chainKind: ParticleKind = {
  kind: KIND,
  create: (_config, children) => chain(children),
};

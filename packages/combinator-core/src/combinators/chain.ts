import type { StaticContract } from '../contract/static/connect.ts';
import type { Constraints, Ports } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, CompositionNode, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { composeWiring } from './compose-plan.ts';
import { lazyParticle } from './lazy-particle.ts';
import { nameSteps, type Naming } from './names.ts';
import { sources } from './pass-through.ts';
import type { Adapter } from './remedy.ts';
import type { CheckStep, FirstStep, NextStep } from './static-chain.ts';
import { outputsOf } from './wire.ts';
import { beginWiring, extendWiring, type Wiring } from './wiring.ts';
import { reachBehind, wiresFrom, type Reach } from './wires-from.ts';

const KIND = 'combinator-core/chain@1';

/**
 * Particles after one another; itself a particle. Grows by {@link Chain.to}.
 *
 * @typeParam Last - Name of the last step, for messages about the next one.
 * @typeParam In - Input ports: those of the first step.
 * @typeParam Out - Output ports: those of the last step, in the sizes of the chain's inputs.
 * @typeParam Where - Conditions between sizes.
 * @typeParam Within - What later steps may take besides `Out`: by port, who gives it and what it is.
 */
export interface Chain<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints = readonly [],
  Within = unknown,
> extends Particle<'chain', In, Out, Where> {
  /**
   * The chain with one more step. Its inputs take the outputs of the same name, and `x` takes `y`. Outputs
   * of earlier steps, but for their `y`, stay within reach until a step gives their name anew.
   *
   * A step that does not fit is an error of the compiler, on this argument, in one line that names both
   * particles, the port, the axis, needs and got; and the same error at run time.
   *
   * @throws ParticleError as {@link chain}.
   */
  to<const Next extends StaticContract>(
    next: CheckStep<Last, In, Out, Where, Within, Next>,
  ): NextStep<Last, In, Out, Where, Within, Next>;
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
 * @throws ParticleError as {@link chain}.
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
 * @throws ParticleError `composition-empty` without steps, `name-duplicate` for equal explicit
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

/** The steps so far, with their names and connections. */
interface Grown {
  readonly steps: readonly AnyParticle[];
  readonly naming: Naming;
  readonly wiring: Wiring;
  /** What the next step may take besides the outputs of the last. */
  readonly reach: Reach;
}

function grow(
  added: readonly AnyParticle[],
  options: ChainOptions,
  before?: Grown,
): Chain<string, Ports, Ports> {
  const more = added.flatMap((step) => (isPlainChain(step) ? step.children : [step]));
  const grown = extend(before, more, options);
  const { steps, naming, wiring } = grown;
  const last = naming.names.at(-1) as string;
  const outputs = sources((steps.at(-1) as AnyParticle).output, (port) => ({ node: last, port }));
  const own = { kind: KIND, name: 'chain', children: steps };
  const particle = lazyParticle(
    { ...own, input: wiring.inputs, output: outputsOf(wiring, outputs) },
    () => composeWiring(own, wiring, outputs),
  );
  const to = (next: StaticContract): unknown => {
    const step = assertParticle(next, 'to');
    requireFit(step, grown);
    return grow([step], options, grown);
  };
  return Object.freeze(Object.assign(particle, { to })) as unknown as Chain<string, Ports, Ports>;
}

/**
 * Refuses a chain that does not fit as a whole, before its steps are spliced in: the compiler knows only
 * its contract, and both tell the same.
 */
function requireFit(next: AnyParticle, { steps, naming, wiring, reach }: Grown): void {
  const [last, before] = [naming.names.at(-1), steps.at(-1)];
  if (!isPlainChain(next) || last === undefined || before === undefined) return;
  const inputs = wiresFrom(last, before, next, reach);
  extendWiring(wiring, [{ name: 'chain', particle: next, inputs }]);
}

/** Connects the new steps; all of them where a new name makes one before it have another. */
function extend(
  before: Grown | undefined,
  more: readonly AnyParticle[],
  options: ChainOptions,
): Grown {
  const steps = [...(before?.steps ?? []), ...more];
  const [first] = steps;
  if (first === undefined) {
    throw new ParticleError({
      code: 'composition-empty',
      summary: 'a chain needs at least one step',
      expected: 'chain([first, ...])',
    });
  }
  const naming = nameSteps(steps, before?.naming);
  const { names } = naming;
  const keeps = before?.naming.names.every((name, i) => name === names[i]) === true;
  const wiring = keeps
    ? before.wiring
    : beginWiring({ input: first.input, inputName: 'input', ...options });
  const known = wiring.size;
  let reach: Reach = keeps ? before.reach : {};
  const nodes = steps.slice(known).map((particle, i): CompositionNode => {
    const name = names[known + i] as string;
    const producer = steps[known + i - 1];
    const inputs =
      producer === undefined
        ? sources(particle.input, (port) => ({ node: null, port }))
        : wiresFrom(names[known + i - 1] as string, producer, particle, reach);
    reach = reachBehind(reach, name, particle);
    return { name, particle, inputs };
  });
  return { steps, naming, wiring: extendWiring(wiring, nodes), reach };
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

import type { Constraints, Ports } from '../contract/spec.ts';
import type { Connect, Connected, Refused, SubstitutePorts } from '../contract/static/connect.ts';
import type { SortedKeys } from '../contract/static/sorted-keys.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, CompositionNode, Particle, Source } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { composePlan } from './compose-plan.ts';
import { outputName } from './names.ts';
import { checkParts, namedParts, partNames, type Parts } from './parts.ts';
import type { IsOpen, Joined, Opened } from './static-parts.ts';

const KIND = 'combinator-core/branch@1';

/** Options of {@link branch}. */
export interface BranchOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'branch'`. */
  readonly name?: Name;
}

/** The output ports of branches: each under its name, or `name.port` for outputs other than `y`. */
type BranchOutputs<P, Outs> = {
  readonly [
    Port in keyof Outs & string as Port extends 'y' ? P & string : `${P & string}.${Port}`
  ]: Outs[Port];
};

type Grow<
  Name extends string,
  Ps extends Parts,
  Names,
  In,
  Out,
  Where extends Constraints,
  All,
> = Names extends readonly [infer Head extends keyof Ps, ...infer Rest]
  ? IsOpen<Ps[Head]['input']> extends true
    ? Particle<Name>
    : 'x' extends keyof Ps[Head]['input']
      ? Connect<Ps[Head], { x: 'x' }, { x: Opened<In>['x' & keyof In] }, In> extends infer R
        ? R extends Connected<infer Outs, infer More extends Constraints, infer NewIn, unknown>
          ? Grow<Name, Ps, Rest, NewIn, Out & BranchOutputs<Head, Outs>, Joined<Where, More>, All>
          : R extends Refused<infer Message, infer Narrowing>
            ? [Narrowing] extends [never]
              ? Message
              : Grow<Name, Ps, All, SubstitutePorts<In, Narrowing>, unknown, readonly [], All>
            : never
        : never
      : `'x' -> '${Ps[Head]['name']}': '${Ps[Head]['name']}' has no input port 'x'`
  : { readonly [Port in keyof Out]: Out[Port] } extends infer Outs extends Ports
    ? In extends Ports
      ? Particle<Name, In, Outs, Where>
      : never
    : never;

type BranchOf<Name extends string, Ps extends Parts> = Grow<
  Name,
  Ps,
  SortedKeys<Ps>,
  { readonly x: { readonly shape: readonly ['...shape'] } },
  unknown,
  readonly [],
  SortedKeys<Ps>
>;

/** Made by {@link branch}. */
export type Branch<Name extends string, Ps extends Parts> =
  BranchOf<Name, Ps> extends infer R extends AnyParticle ? R : Particle<Name>;

/** The particles themselves where they take one input, otherwise the message. */
type CheckBranch<Ps extends Parts> =
  BranchOf<'branch', Ps> extends infer R ? (R extends string ? R : Ps) : never;

/**
 * Gives one input to several particles, in alphabetical order of their names. What the branches need is
 * needed of the common input.
 *
 * Input `x`: what all branches take. Outputs: the `y` of each branch under the branch's name; other
 * outputs as `name.port`. Weights: under the names.
 *
 * @param parts - Particles with one input `x`, by name.
 * @throws ParticleError the codes of `connect` where the branches contradict each other,
 *   `composition-empty` without branches.
 *
 * @example
 * ```ts
 * import { branch, compose } from '@sora-particles/combinator-core';
 * import { concatenate, dense } from '@sora-particles/combinator-core/elementary';
 *
 * const wideAndDeep = compose(branch({ deep: dense({ units: 32 }), wide: dense({ units: 8 }) })).to(
 *   concatenate({ inputs: ['deep', 'wide'] }),
 * );
 * ```
 */
export function branch<const Ps extends Parts, const Name extends string = 'branch'>(
  parts: CheckBranch<Ps>,
  options?: BranchOptions<Name>,
): Branch<Name, Ps>;
export function branch(parts: Parts, options: BranchOptions = {}): unknown {
  return build(parts, options);
}

function build(parts: Parts, options: BranchOptions): AnyParticle {
  checkOptions<BranchOptions>('branch', options, { name: optional(is.string) });
  checkParts('branch', parts);
  const names = partNames(parts);
  const nodes = names.map((name): CompositionNode => ({
    name,
    particle: parts[name] as AnyParticle,
    inputs: { x: { node: null, port: 'x' } },
  }));
  const outputs = nodes.flatMap(({ name, particle }) =>
    Object.keys(particle.output).map((port): [string, Source] => [
      outputName(name, port),
      { node: name, port },
    ]),
  );
  return composePlan(
    {
      kind: KIND,
      name: options.name ?? 'branch',
      config: { names },
      children: nodes.map(({ particle }) => particle),
    },
    {
      input: { x: { shape: ['...shape'] } },
      nodes,
      outputs: Object.fromEntries(outputs),
    },
  );
}

/** How a manifest makes branches again. */
export const branchKind: ParticleKind = {
  kind: KIND,
  create: (config, children, name) => build(namedParts('branch', config, children), { name }),
};

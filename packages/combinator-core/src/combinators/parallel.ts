import type { Dim, Shape } from '../contract/dim.ts';
import { isSpread } from '../contract/dim.ts';
import { isTensorSpec, type Constraints, type Ports, type Spec } from '../contract/spec.ts';
import type { SortedKeys } from '../contract/static/sorted-keys.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, CompositionNode, Particle, Source } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { composePlan } from './compose-plan.ts';
import { outputName } from './names.ts';
import type { IsOpen, Joined } from './static-parts.ts';
import { checkParts, namedParts, partNames, type Parts } from './parts.ts';

const KIND = 'combinator-core/parallel@1';

/** Options of {@link parallel}. */
export interface ParallelOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'parallel'`. */
  readonly name?: Name;
}

/** `name` for the port `Single`, otherwise `name.port`. */
type OuterPort<Name, Port, Single> = Port extends Single
  ? Name & string
  : `${Name & string}.${Port & string}`;

type ScopedDim<D, Name extends string> = [Dim] extends [D]
  ? D
  : D extends string
    ? D extends 'batch'
      ? D
      : D extends `...${infer Symbol}`
        ? `...${Name}.${Symbol}`
        : `${Name}.${D}`
    : D extends readonly ['window', infer X, ...infer Rest]
      ? readonly ['window', ScopedDim<X, Name>, ...Rest]
      : D extends readonly [infer Operator, ...infer Operands]
        ? readonly [Operator, ...ScopedShape<Operands, Name>]
        : D;

type ScopedShape<S, Name extends string> = { readonly [I in keyof S]: ScopedDim<S[I], Name> };

/** A spec with symbols of its own; outputs refer to the outer names of the inputs. */
type ScopedSpec<S, Name extends string> = {
  readonly [K in keyof S]: K extends 'shape'
    ? ScopedShape<S[K], Name>
    : K extends 'like'
      ? OuterPort<Name, S[K], 'x'>
      : K extends 'range'
        ? ScopedRange<S[K], Name>
        : S[K];
};

type ScopedRange<R, Name extends string> = R extends { readonly of: infer Port }
  ? { readonly [K in keyof R]: K extends 'of' ? OuterPort<Name, Port, 'x'> : R[K] }
  : R;

type Union<T> = (T extends unknown ? (value: T) => void : never) extends (value: infer All) => void
  ? All
  : never;

type PortsOf<Ps extends Parts, Side extends 'input' | 'output', Single> = Union<
  {
    [N in keyof Ps]: {
      readonly [P in keyof Ps[N][Side] as OuterPort<N, P, Single>]: ScopedSpec<
        Ps[N][Side][P],
        N & string
      >;
    };
  }[keyof Ps]
>;

/** The conditions of all parts, in the order of their names. */
type WhereOf<
  Ps extends Parts,
  Names,
  Out extends Constraints = readonly [],
> = Names extends readonly [infer Head extends keyof Ps & string, ...infer Rest]
  ? ScopedConditions<Ps[Head]['where'], Head> extends infer More extends Constraints
    ? WhereOf<Ps, Rest, Joined<Out, More>>
    : never
  : Out;

type ScopedConditions<
  Where extends Constraints,
  Name extends string,
> = number extends Where['length']
  ? Constraints
  : {
      readonly [I in keyof Where]: Where[I] extends readonly [infer Relation, ...infer Sides]
        ? readonly [Relation, ...ScopedShape<Sides, Name>]
        : never;
    };

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** Made by {@link parallel}. */
export type Parallel<Name extends string, Ps extends Parts> =
  HasOpen<Ps> extends true
    ? Particle<Name>
    : Flat<PortsOf<Ps, 'input', 'x'>> extends infer In extends Ports
      ? Flat<PortsOf<Ps, 'output', 'y'>> extends infer Out extends Ports
        ? Particle<Name, In, Out, WhereOf<Ps, SortedKeys<Ps>>>
        : never
      : never;

/** Whether the compiler knows no ports of one of the parts. */
type HasOpen<Ps extends Parts> = true extends {
  [N in keyof Ps]: IsOpen<Ps[N]['input']> | IsOpen<Ps[N]['output']>;
}[keyof Ps]
  ? true
  : false;

/**
 * Several particles side by side, each with inputs and outputs of its own.
 *
 * Inputs: the `x` of each part under the part's name, other ports as `name.port`; outputs likewise with
 * `y`. Symbols are kept apart (`name.width`), save for `batch`, which all share. Weights: under the
 * names.
 *
 * @param parts - Particles by name.
 * @throws ParticleError `composition-empty`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { parallel } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 *
 * const towers = parallel({ user: dense({ units: 16 }), item: dense({ units: 16 }) });
 * Object.keys(towers.input); // ['item', 'user']
 * ```
 */
export function parallel<const Ps extends Parts, const Name extends string = 'parallel'>(
  parts: Ps,
  options?: ParallelOptions<Name>,
): Parallel<Name, Ps>;
export function parallel(parts: Parts, options: ParallelOptions = {}): unknown {
  return build(parts, options);
}

function build(parts: Parts, options: ParallelOptions): AnyParticle {
  checkOptions<ParallelOptions>('parallel', options, { name: optional(is.string) });
  checkParts('parallel', parts);
  const names = partNames(parts);
  const input: Record<string, Spec> = {};
  const outputs: Record<string, Source> = {};
  const nodes = names.map((name): CompositionNode => {
    const particle = parts[name] as AnyParticle;
    const inputs: Record<string, Source> = {};
    for (const [port, spec] of Object.entries(particle.input)) {
      const outer = port === 'x' ? name : `${name}.${port}`;
      input[outer] = scoped(spec, name);
      inputs[port] = { node: null, port: outer };
    }
    for (const port of Object.keys(particle.output)) {
      outputs[outputName(name, port)] = { node: name, port };
    }
    return { name, particle, inputs };
  });
  return composePlan(
    {
      kind: KIND,
      name: options.name ?? 'parallel',
      config: { names },
      children: nodes.map(({ particle }) => particle),
    },
    { input, nodes, outputs },
  );
}

function scoped(spec: Spec, name: string): Spec {
  if (spec.shape === undefined) return spec;
  const shape: Shape = spec.shape.map((dim) => scopedDim(dim, name));
  return isTensorSpec(spec) ? { ...spec, shape } : { ...spec, shape };
}

function scopedDim(dim: Dim, name: string): Dim {
  if (dim === 'batch' || typeof dim === 'number' || dim === null) return dim;
  if (isSpread(dim)) return `...${name}.${dim.slice(3)}`;
  if (typeof dim === 'string') return `${name}.${dim}`;
  if (dim[0] === 'add' || dim[0] === 'mul') {
    const [operator, ...operands] = dim;
    return [operator, ...operands.map((operand) => scopedDim(operand, name))];
  }
  if (dim[0] === 'div') return ['div', scopedDim(dim[1], name), dim[2]];
  const [, size, kernel, stride, padding, dilation = 1] = dim;
  return ['window', scopedDim(size, name), kernel, stride, padding, dilation];
}

/** How a manifest makes parallel particles again. */
export const parallelKind: ParticleKind = {
  kind: KIND,
  create: (config, children, name) => build(namedParts('parallel', config, children), { name }),
};

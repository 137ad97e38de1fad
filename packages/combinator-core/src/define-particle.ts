import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dim } from './contract/dim.ts';
import type { Constraints, Ports } from './contract/spec.ts';
import { validateContract } from './contract/validate.ts';
import { ParticleError } from './errors.ts';
import { deepFreeze } from './internal/deep-freeze.ts';
import type {
  AnyParticle,
  Composition,
  JsonObject,
  ParamSpecs,
  Particle,
  RunContext,
  RunResult,
  TensorRecord,
  Traits,
  Value,
  ValuesOf,
} from './particle.ts';

/** What {@link defineParticle} needs. Everything that is left out has the default named with it. */
export interface ParticleDefinition<
  Name extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Params extends ParamSpecs,
  State extends ParamSpecs,
> {
  /** `<package>/<name>@<major>`. */
  readonly kind: string;
  readonly name: Name;
  /** Default `{}`. Must lead `kind`'s factory to an equal particle. */
  readonly config?: JsonObject;
  /** Default none. */
  readonly children?: readonly AnyParticle[];
  readonly input: In;
  readonly output: Out;
  /** Default none. */
  readonly where?: Where;
  /** Default none. */
  readonly params?: Params;
  /** Default none. */
  readonly state?: State;
  /** Default: deterministic, batchable and differentiable; neither seeded nor host. */
  readonly traits?: Partial<Traits>;
  /** Default 0. */
  readonly flops?: Dim;
  readonly composition?: Composition;
  /** Computes the outputs, and for particles with state the next state; see {@link Particle.run}. */
  readonly run: (
    context: RunContext,
    inputs: ValuesOf<In>,
    params: { readonly [Key in keyof Params]: Tensor },
    state: { readonly [Key in keyof State]: Tensor },
  ) => RunResult<ValuesOf<Out>> | Promise<RunResult<ValuesOf<Out>>>;
}

/** No weights, or no state. */
type NoSpecs = Readonly<Record<string, never>>;

const KIND = /^(?:@[a-z0-9-]+\/)?[a-z0-9-]+\/[a-zA-Z0-9-]+@\d+$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const DEFAULT_TRAITS: Traits = {
  deterministic: true,
  batchable: true,
  differentiable: true,
  needsSeed: false,
  host: false,
};

/**
 * Makes a particle from its description, the way third-party packages do: checks the contract and
 * freezes everything.
 *
 * @throws ParticleError `contract-invalid` for a contract that cannot be evaluated (a symbol
 *   of an output or weight that no input binds, two spreads in a shape, `like` of an unknown port),
 *   `name-invalid` for a name that cannot be part of a path.
 *
 * @example
 * ```ts
 * import { defineParticle } from '@sora-particles/combinator-core';
 * import { mul } from '@tensorflow/tfjs-core';
 *
 * const double = defineParticle({
 *   kind: 'my-particles/double@1',
 *   name: 'double',
 *   input: { x: { shape: ['...shape'], dtype: 'float32' } },
 *   output: { y: { shape: ['...shape'], dtype: 'float32' } },
 *   run: (_context, { x }) => ({ outputs: { y: mul(x, 2) } }),
 * });
 * ```
 */
export function defineParticle<
  const Name extends string,
  const In extends Ports,
  const Out extends Ports,
  const Where extends Constraints = readonly [],
  const Params extends ParamSpecs = NoSpecs,
  const State extends ParamSpecs = NoSpecs,
>(
  definition: ParticleDefinition<Name, In, Out, Where, Params, State>,
): Particle<Name, In, Out, Where> {
  const { kind, name, input, output } = definition;
  if (!matches(KIND, kind)) {
    throw new ParticleError({
      code: 'name-invalid',
      summary: `'${kind}' is not a kind`,
      expected: '<package>/<name>@<major>, e.g. my-package/resize@1',
    });
  }
  if (!matches(NAME, name)) {
    throw new ParticleError({
      code: 'name-invalid',
      summary: `'${name}' cannot be the name of a particle`,
      path: kind,
      expected: 'letters, digits, "_", "." and "-", beginning with a letter or digit',
    });
  }
  const where = definition.where ?? ([] as unknown as Where);
  const params: ParamSpecs = definition.params ?? {};
  const state: ParamSpecs = definition.state ?? {};
  const flops = definition.flops ?? 0;
  validateContract(name, { input, output, where }, { params, state, flops });
  const run = definition.run as unknown as (
    context: RunContext,
    inputs: Readonly<Record<string, Value>>,
    params: TensorRecord,
    state: TensorRecord,
  ) => RunResult;
  return deepFreeze({
    kind,
    name,
    config: definition.config ?? {},
    children: definition.children ?? [],
    input,
    output,
    where,
    params,
    state,
    traits: { ...DEFAULT_TRAITS, ...definition.traits },
    flops,
    ...(definition.composition && { composition: definition.composition }),
    run,
  });
}

/** Whether something is a text of a form; from JavaScript it may be anything. */
function matches(form: RegExp, text: unknown): boolean {
  return typeof text === 'string' && form.test(text);
}

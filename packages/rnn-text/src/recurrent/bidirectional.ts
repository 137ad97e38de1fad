import {
  checkOptions,
  defineParticle,
  is,
  optional,
  ParticleError,
  type AnyParticle,
  type Particle,
  type ParticleKind,
  type Ports,
  type RunContext,
  type RunResult,
  type TensorRecord,
  type Value,
} from '@sora-particles/combinator-core';
import { add, concat, expandDims, mul, where, zerosLike, type Tensor } from '@tensorflow/tfjs-core';
import { goesOverTime, portsOf, sidesOf, type MergeMode, type Side } from './both-ways.ts';
import { reverseTime } from './reverse-time.ts';

/** Options of {@link bidirectional}. */
export interface BidirectionalOptions<
  Backward extends AnyParticle | undefined = AnyParticle | undefined,
  Mode extends MergeMode = MergeMode,
  Name extends string = string,
> {
  /** How the two outputs become one. Default `'concat'`. */
  readonly merge?: Mode;
  /** What goes backwards. Default: the same particle once more, with weights of its own. */
  readonly backward?: Backward;
  /** Name in messages and paths. Default `'bidirectional'`. */
  readonly name?: Name;
}

type Flat<T> = { readonly [Port in keyof T]: T[Port] };

type Prefixed<Direction extends string, All, Shared> = {
  readonly [Port in Exclude<keyof All, Shared> & string as `${Direction}.${Port}`]: All[Port];
};

type MaskOf<F, B> = F extends { readonly mask: infer Mask }
  ? { readonly mask: Mask }
  : B extends { readonly mask: infer Mask }
    ? { readonly mask: Mask }
    : unknown;

type InputsOf<F, B> = Flat<
  { readonly x: F['x' & keyof F] } & MaskOf<F, B> &
    Prefixed<'forward', F, 'x' | 'mask'> &
    Prefixed<'backward', B, 'x' | 'mask'>
>;

/** The spec of `y`: for `'concat'` the last sizes are added. */
export type Merged<F, B, Mode extends MergeMode> = Mode extends 'concat'
  ? [F, B] extends [
      { readonly shape: readonly [...infer Lead, infer a] },
      { readonly shape: readonly [...unknown[], infer b] },
    ]
    ? { readonly shape: readonly [...Lead, readonly ['add', a, b]]; readonly dtype: 'float32' }
    : never
  : F extends { readonly shape: infer Shape }
    ? { readonly shape: Shape; readonly dtype: 'float32' }
    : never;

type OutputsOf<F, B, Mode extends MergeMode> = Flat<
  { readonly y: Merged<F['y' & keyof F], B['y' & keyof B], Mode> } & Prefixed<'forward', F, 'y'> &
    Prefixed<'backward', B, 'y'>
>;

/** Made by {@link bidirectional}. */
export type Bidirectional<
  Name extends string,
  Forward extends AnyParticle,
  Backward extends AnyParticle,
  Mode extends MergeMode,
> = string extends keyof (Forward['input'] & Backward['input'])
  ? Particle<Name>
  : [
        InputsOf<Forward['input'], Backward['input']>,
        OutputsOf<Forward['output'], Backward['output'], Mode>,
      ] extends [infer In extends Ports, infer Out extends Ports]
    ? Particle<Name, In, Out>
    : Particle<Name>;

/**
 * Runs over a sequence in both directions, and merges what comes out: f(x) and b(x reversed), put in order
 * again (Schuster and Paliwal 1997, https://doi.org/10.1109/78.650093). Keras `Bidirectional`, PyTorch
 * `bidirectional=True`.
 *
 * Inputs: `x`, and the `mask` where a direction takes one; what else a direction takes, such as its first
 * state, as `forward.hidden` or `backward.hidden`. Outputs: `y`, for `'concat'` with the sizes of both added;
 * what else a direction gives under such names. As in Keras, masked steps of a sequence that comes out are
 * zeros.
 *
 * Parameters: those of the directions, under `forward/` and `backward/`.
 *
 * @param forward - From `x` `[batch, time, ...]` to `y`, the output of all steps or of the last: an `lstm`, a
 *   `gru`, a `scan`, or a composition that begins with one.
 * @throws ParticleError `option-unknown`, `option-invalid`, such as for a direction that goes backwards by
 *   itself; `contract-invalid` for a particle that is not from `x` along time to `y`; the codes of `connect`
 *   for directions that do not fit each other.
 *
 * @example
 * ```ts
 * import { bidirectional, gru, lstm } from '@sora-particles/rnn-text';
 *
 * const tagger = bidirectional(lstm({ units: 32, returnSequences: true }));
 * const mixed = bidirectional(lstm({ units: 32 }), { backward: gru({ units: 32 }), merge: 'sum' });
 * ```
 */
export function bidirectional<
  Forward extends AnyParticle,
  Backward extends AnyParticle | undefined = undefined,
  const Mode extends MergeMode = 'concat',
  const Name extends string = 'bidirectional',
>(
  forward: Forward,
  options?: BidirectionalOptions<Backward, Mode, Name>,
): Bidirectional<Name, Forward, Backward extends AnyParticle ? Backward : Forward, Mode>;
export function bidirectional(forward: unknown, options: BidirectionalOptions = {}): AnyParticle {
  return build(forward, options);
}

function build(forward: unknown, options: BidirectionalOptions): AnyParticle {
  checkOptions<BidirectionalOptions>('bidirectional', options, {
    merge: optional(is.oneOf('concat', 'sum', 'ave', 'mul')),
    backward: optional(is.anything),
    name: optional(is.string),
  });
  const { merge = 'concat', name = 'bidirectional' } = options;
  const sides = sidesOf(forward, options.backward ?? forward);
  const [ahead, back] = sides;
  const { wired, input, output } = portsOf(sides, merge);
  const isSequence = goesOverTime(ahead.particle);
  return defineParticle({
    kind: 'rnn-text/bidirectional@1',
    name,
    config: { merge },
    children: [ahead.particle, back.particle],
    input,
    output,
    where: wired.where,
    params: wired.params,
    state: wired.state,
    traits: wired.traits,
    flops: wired.flops,
    run: (context, given, params, state) => {
      const inputs = given as Readonly<Record<string, Tensor>>;
      const { x, mask } = inputs;
      const one = runSide(ahead, context, inputs, { x, mask }, params, state);
      const other = runSide(
        back,
        context,
        inputs,
        { x: x && reverseTime(x), mask: mask && reverseTime(mask) },
        params,
        state,
      );
      const { y: a, ...rest } = one.outputs;
      const { y: b, ...more } = other.outputs;
      const both = [a, isSequence ? reverseTime(b as Tensor) : b] as [Tensor, Tensor];
      const merged = MERGES[merge](...both);
      const hides = isSequence && mask !== undefined;
      const y = hides ? where(expandTo(mask, merged.rank), merged, zerosLike(merged)) : merged;
      return {
        outputs: { y, ...prefixed('forward.', rest), ...prefixed('backward.', more) },
        state: { ...prefixed('forward/', one.state), ...prefixed('backward/', other.state) },
      };
    },
  });
}

const MERGES: Readonly<Record<MergeMode, (a: Tensor, b: Tensor) => Tensor>> = {
  concat: (a, b) => concat([a, b], a.rank - 1),
  sum: (a, b) => add(a, b),
  ave: (a, b) => mul(add(a, b), 0.5),
  mul: (a, b) => mul(a, b),
};

/** What one direction gives; its own inputs are those with its name in front. */
function runSide(
  { direction, particle }: Side,
  context: RunContext,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  shared: Readonly<Record<string, Tensor | undefined>>,
  params: TensorRecord,
  state: TensorRecord,
): { readonly outputs: TensorRecord; readonly state: TensorRecord } {
  const own = Object.keys(particle.input).flatMap((port): [string, Tensor][] => {
    const tensor = port in shared ? shared[port] : inputs[`${direction}.${port}`];
    return tensor === undefined ? [] : [[port, tensor]];
  });
  const pick = (keys: object, from: TensorRecord): TensorRecord =>
    Object.fromEntries(
      Object.keys(keys).map((key) => [key, from[`${direction}/${key}`] as Tensor]),
    );
  const result = particle.run(
    { ...context, random: context.random.split(direction) },
    Object.fromEntries<Value>(own),
    pick(particle.params, params),
    pick(particle.state, state),
  ) as RunResult<TensorRecord>;
  return { outputs: result.outputs, state: result.state ?? {} };
}

function prefixed(prefix: string, record: TensorRecord): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix + key, value]));
}

/** The mask with as many axes, behind its own. */
function expandTo(mask: Tensor, rank: number): Tensor {
  return mask.rank < rank ? expandTo(expandDims(mask, mask.rank), rank) : mask;
}

/** Registry entry of {@link bidirectional}. */
export const bidirectionalKind: ParticleKind = {
  kind: 'rnn-text/bidirectional@1',
  create(config, children, name) {
    const [forward, backward] = children;
    if (children.length === 2 && backward !== undefined) {
      return build(forward, { ...config, backward, name });
    }
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: `rnn-text/bidirectional@1 has two parts, and ${String(children.length)} are given`,
      path: name,
    });
  },
};

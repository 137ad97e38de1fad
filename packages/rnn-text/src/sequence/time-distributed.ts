import {
  checkOptions,
  defineParticle,
  evaluateDim,
  is,
  isTensorSpec,
  isSpread,
  optional,
  ParticleError,
  type AnyParticle,
  type Particle,
  type ParticleKind,
  type Ports,
  type RunResult,
  type TensorSpec,
} from '@sora-particles/combinator-core';
import { reshape, type Tensor } from '@tensorflow/tfjs-core';

const KIND = 'rnn-text/timeDistributed@1';

/** Options of {@link timeDistributed}. */
export interface TimeDistributedOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'timeDistributed'`. */
  readonly name?: Name;
}

/** Each port with an axis `time` behind the batch. */
export type OverTime<P> = {
  readonly [Port in keyof P]: P[Port] extends {
    readonly shape: readonly [infer Batch, ...infer Rest];
  }
    ? {
        readonly [K in keyof P[Port]]: K extends 'shape'
          ? readonly [Batch, 'time', ...Rest]
          : P[Port][K];
      }
    : P[Port];
};

/** Made by {@link timeDistributed}. */
export type TimeDistributed<
  Name extends string,
  P extends AnyParticle,
> = string extends keyof (P['input'] & P['output'])
  ? Particle<Name>
  : OverTime<P['input']> extends infer In extends Ports
    ? OverTime<P['output']> extends infer Out extends Ports
      ? Particle<Name, In, Out, P['where']>
      : never
    : never;

/**
 * Runs a particle on each step in time, with the same weights: all steps of all sequences are one batch
 * to it. For what knows no time, such as a recogniser of images that is to see the frames of a film.
 * Keras `TimeDistributed`.
 *
 * Ports: those of the particle, each `[batch, ...]` as `[batch, time, ...]`. Weights: those of the
 * particle.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`; `contract-invalid` for a
 *   particle that knows time by itself, or takes any number of leading axes and needs no help, works
 *   outside of tensors, or whose ports do not all begin with the batch.
 *
 * @example
 * ```ts
 * import { flatten } from '@sora-particles/combinator-core/elementary';
 * import { timeDistributed } from '@sora-particles/rnn-text';
 *
 * const rows = timeDistributed(flatten());
 * console.log(rows.input.x.shape); // [ 'batch', 'time', '...features' ]
 * ```
 */
export function timeDistributed<
  P extends AnyParticle,
  const Name extends string = 'timeDistributed',
>(particle: P, options?: TimeDistributedOptions<Name>): TimeDistributed<Name, P>;
export function timeDistributed(
  particle: AnyParticle,
  options: TimeDistributedOptions = {},
): AnyParticle {
  checkOptions<TimeDistributedOptions>('timeDistributed', options, { name: optional(is.string) });
  const batch = batchOf(particle);
  const { where, params, state, traits } = particle;
  return defineParticle({
    kind: KIND,
    name: options.name ?? 'timeDistributed',
    children: [particle],
    input: overTime(particle.input),
    output: overTime(particle.output),
    where,
    params,
    state,
    traits,
    flops: evaluateDim(particle.flops, { [batch]: ['mul', batch, 'time'] }),
    run: (context, inputs, weights, statistics) => {
      const tensors = Object.entries(inputs) as [string, Tensor][];
      const [size = 0, time = 0] = tensors[0]?.[1].shape ?? [];
      const steps = tensors.map(([port, x]): [string, Tensor] => [
        port,
        reshape(x, [size * time, ...x.shape.slice(2)]),
      ]);
      const result = particle.run(
        context,
        Object.fromEntries(steps),
        weights,
        statistics,
      ) as RunResult<Readonly<Record<string, Tensor>>>;
      const outputs = Object.entries(result.outputs).map(([port, y]): [string, Tensor] => [
        port,
        reshape(y, [size, time, ...y.shape.slice(1)]),
      ]);
      return { ...result, outputs: Object.fromEntries(outputs) };
    },
  });
}

/** The symbol of the batch, with which all ports begin. */
function batchOf(particle: AnyParticle): string {
  const given: unknown = particle;
  if (typeof given !== 'object' || given === null || !('kind' in given && 'run' in given)) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: 'timeDistributed() takes a particle',
      path: 'timeDistributed',
      found: typeof given,
    });
  }
  const specs = [...Object.values(particle.input), ...Object.values(particle.output)];
  const [batch] = specs[0]?.shape ?? [];
  const refuse = (summary: string, remedy?: string): ParticleError =>
    new ParticleError({
      code: 'contract-invalid',
      summary: `timeDistributed(): ${summary}`,
      path: particle.name,
      remedy,
    });
  if (particle.traits.host || !specs.every(isTensorSpec)) {
    throw refuse(`'${particle.name}' works outside of tensors`);
  }
  if (specs.some(({ shape }) => shape.includes('time'))) {
    throw refuse(`'${particle.name}' knows 'time' by itself`, 'use it as it is');
  }
  if (typeof batch === 'string' && isSpread(batch)) {
    throw refuse(`'${particle.name}' takes any number of leading axes`, 'use it as it is');
  }
  if (typeof batch === 'string' && specs.every(({ shape }) => shape[0] === batch)) return batch;
  throw refuse(`not every port of '${particle.name}' begins with the batch`);
}

function overTime(ports: Ports): Ports {
  return Object.fromEntries(
    Object.entries(ports).map(([port, spec]) => {
      const { shape } = spec as TensorSpec;
      const [batch = null, ...rest] = shape;
      return [port, { ...spec, shape: [batch, 'time', ...rest] }];
    }),
  );
}

/** How a manifest makes it again. */
export const timeDistributedKind: ParticleKind = {
  kind: KIND,
  create: (config, children, name) => {
    const [particle, ...more] = children;
    if (particle === undefined || more.length > 0 || Object.keys(config).length > 0) {
      throw new ParticleError({
        code: 'manifest-invalid',
        summary: `${KIND} has one part and no options`,
        path: name,
      });
    }
    return timeDistributed(particle, { name });
  },
};

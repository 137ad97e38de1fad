import {
  connect,
  createRandom,
  disposeVariables,
  initialize,
  splitVariables,
  type AnyParticle,
  type Bindings,
  type Connection,
  type RandomSource,
  type Variables,
} from '@sora-particles/combinator-core';
import { add, tidy } from '@tensorflow/tfjs-core';
import { release, specOfValue, type Values } from '../internal/values.ts';
import type { Subject } from '../rules/rule.ts';
import { drawSizes } from './draw-sizes.ts';
import { drawValue, type ValueOptions } from './draw-value.ts';

/** Everything that one run of a particle needs. */
export interface Case {
  readonly seed: number;
  readonly inputs: Values;
  readonly variables: Variables;
  /** What the contract promises for these inputs. */
  readonly promised: Connection;
}

/** How cases are drawn. */
export interface CaseOptions extends ValueOptions {
  /** Least size of the first axis of each input. Default 1. */
  readonly least?: number;
  /** How many cases. Default: one for each seed. */
  readonly count?: number;
  /** Sizes by symbol, besides those of the example. */
  readonly sizes?: Bindings;
}

/**
 * Calls `check` with one case after another: sizes, inputs and weights drawn at random from the contract.
 * Releases them afterwards. Optional inputs are there in every other case.
 */
export async function forEachCase(
  subject: Subject,
  options: CaseOptions,
  check: (each: Case) => Promise<void> | void,
): Promise<void> {
  const { particle, example, seeds } = subject;
  const { count = seeds.length } = options;
  for (let i = 0; i < count; i++) {
    const seed = (seeds[i % seeds.length] ?? 0) + 1000 * Math.floor(i / seeds.length);
    const random = createRandom(seed).split(example.title);
    const inputs = drawInputs(subject, i % 2 === 0, random, options);
    let variables: Variables = {};
    try {
      const promised = connectInputs(particle, inputs);
      variables = drawVariables(particle, promised, seed, random.split('weights'));
      await check({ seed, inputs, variables, promised });
    } finally {
      release(inputs);
      disposeVariables(variables);
    }
  }
}

/** What a particle promises for given inputs. */
function connectInputs(particle: AnyParticle, inputs: Values): Connection {
  return connect(
    particle,
    Object.fromEntries(
      Object.entries(inputs).map(([port, value]) => [
        port,
        { from: 'input', spec: specOfValue(particle.input[port], value) },
      ]),
    ),
  );
}

function drawInputs(
  { particle, example }: Subject,
  withOptional: boolean,
  random: RandomSource,
  options: CaseOptions,
): Values {
  if (example.inputs !== undefined) return example.inputs(random.split('inputs'));
  const ports = Object.keys(particle.input).filter(
    (port) => withOptional || particle.input[port]?.optional !== true,
  );
  const shapes = drawSizes(particle, ports, random.split('sizes'), {
    fixed: { ...example.bindings, ...options.sizes },
    ...(options.least !== undefined && { least: options.least }),
  });
  const made: Record<string, Values[string]> = {};
  try {
    for (const port of ports) {
      const spec = particle.input[port] ?? { shape: [] };
      made[port] = drawValue(port, spec, shapes[port] ?? [], random.split(port), options);
    }
    return made;
  } catch (error) {
    release(made);
    throw error;
  }
}

/** First weights, moved a little, as training would: zeros hide mistakes. State is as it begins. */
function drawVariables(
  particle: AnyParticle,
  { bindings }: Connection,
  seed: number,
  random: RandomSource,
): Variables {
  const variables = initialize(particle, { seed, bindings });
  return Object.fromEntries(
    Object.entries(variables).map(([path, variable]) => {
      if (!Object.hasOwn(particle.params, path) || variable.value.dtype !== 'float32') {
        return [path, variable];
      }
      const { value } = variable;
      const moved = tidy(() => add(value, random.split(path).uniform(value.shape, -0.3, 0.3)));
      value.dispose();
      return [path, { ...variable, value: moved }];
    }),
  );
}

/** Weights and state of a case, as `run` takes them. */
export function weightsOf(particle: AnyParticle, { variables }: Case) {
  return splitVariables(particle, variables);
}

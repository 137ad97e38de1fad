import {
  createContext,
  splitVariables,
  type AnyParticle,
  type RandomSource,
  type RunContext,
  type RunResult,
  type TensorRecord,
  type Value,
  type Variables,
} from '@sora-particles/combinator-core';
import { tidy, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import { snapshot, type Snapshot } from '../internal/snapshot.ts';
import { isTensor, release, tensorsOf, type Values } from '../internal/values.ts';
import { broken } from '../rules/rule.ts';

/** How a particle is run. */
export interface OnceOptions {
  /** Whether as in training. Default false. */
  readonly training?: boolean;
  /** Root of the random numbers. Default 0. */
  readonly seed?: number;
  /** In place of the random numbers of `seed`. */
  readonly random?: RandomSource;
}

/** What a run gave. */
export interface Ran {
  readonly outputs: Snapshot;
  readonly state: Snapshot;
}

/** Runs a particle as engines do, reads what it gives and releases it. */
export async function runOnce(
  particle: AnyParticle,
  given: { readonly inputs: Values; readonly variables: Variables },
  { training = false, seed = 0, random }: OnceOptions = {},
): Promise<Ran> {
  const context: RunContext = {
    ...createContext({ training, seed }),
    ...(random && { random }),
  };
  const { params, state } = splitVariables(particle, given.variables);
  const result = particle.traits.host
    ? await runOnHost(particle, context, given.inputs, params, state)
    : tidy(() => own(runNow(particle, context, given.inputs, params, state)));
  try {
    return { outputs: await snapshot(result.outputs), state: await snapshot(result.state) };
  } finally {
    release(result.outputs);
    release(result.state);
  }
}

type Owned = TensorContainer & { readonly outputs: Values; readonly state: TensorRecord };

function runNow(particle: AnyParticle, ...[context, inputs, params, state]: RunArguments) {
  const result = particle.run(context, inputs, params, state);
  if (!(result instanceof Promise)) return result;
  // Whatever it still makes is lost; the rule about traits tells more.
  result.catch(() => undefined);
  throw broken(particle, {
    summary: 'run() is asynchronous, and the traits do not say host',
    remedy: 'state `traits: { host: true }`',
  });
}

async function runOnHost(particle: AnyParticle, ...args: RunArguments): Promise<Owned> {
  const [, inputs, params, state] = args;
  const result = await particle.run(...args);
  const borrowed = new Set<Tensor>([
    ...tensorsOf(inputs),
    ...tensorsOf(params),
    ...tensorsOf(state),
  ]);
  const owned = own(result);
  for (const tensor of new Set([...tensorsOf(result.outputs), ...tensorsOf(result.state ?? {})])) {
    if (!borrowed.has(tensor)) tensor.dispose();
  }
  return owned;
}

type RunArguments = Parameters<AnyParticle['run']>;

/** Other handles on the same values, which may be released whatever they were. */
function own({ outputs, state = {} }: RunResult): Owned {
  const clones = <V extends Value>(values: Readonly<Record<string, V>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        isTensor(value) ? value.clone() : value,
      ]),
    );
  return { outputs: clones(outputs), state: clones(state) } as Owned;
}

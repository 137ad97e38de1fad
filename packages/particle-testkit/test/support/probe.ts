import {
  checkOptions,
  defineParticle,
  is,
  ParticleError,
  type AnyParticle,
  type Dim,
  type JsonObject,
  type Ports,
  type RunContext,
  type RunResult,
  type Traits,
  type ParamSpecs,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import {
  conformanceTests,
  type ConformanceOptions,
  type Example,
} from '@sora-particles/particle-testkit';
import type { Tensor } from '@tensorflow/tfjs-core';

export const KIND = 'test/probe@1';

/** What a probe is made of, all of it in right order unless stated. */
export interface Probe {
  readonly name?: string;
  readonly config?: JsonObject;
  readonly input?: Ports;
  readonly output?: Ports;
  readonly params?: ParamSpecs;
  readonly state?: ParamSpecs;
  readonly traits?: Partial<Traits>;
  readonly flops?: Dim;
  readonly run: (
    x: Tensor,
    more: {
      readonly context: RunContext;
      readonly params: Readonly<Record<string, Tensor>>;
      readonly state: Readonly<Record<string, Tensor>>;
    },
  ) => unknown;
}

const rows: Ports[string] = { shape: ['batch', 'features'], dtype: 'float32' };

/** A particle from x to y; `run` gives y, or all of what a run gives. */
export function probe({ run, name = 'probe', ...rest }: Probe): AnyParticle {
  return defineParticle({
    kind: KIND,
    name,
    input: { x: rows },
    output: { y: rows },
    ...rest,
    run: (context: RunContext, { x }: { x?: unknown }, params: object, state: object) => {
      const y = run(x as Tensor, { context, params: { ...params }, state: { ...state } });
      const isResult = typeof y === 'object' && y !== null && 'outputs' in y;
      return (isResult || y instanceof Promise ? y : { outputs: { y } }) as RunResult<object>;
    },
  } as Parameters<typeof defineParticle>[0]);
}

/** The entry of a probe that checks what it is given, and passes on what `make` wants. */
export function probeKind(make: (config: JsonObject, name: string) => AnyParticle): ParticleKind {
  return {
    kind: KIND,
    create(config, children, name) {
      const options: Record<string, unknown> = { ...config };
      checkOptions('probe', options, 'factor' in config ? { factor: is.finite } : {});
      if (children.length === 0) return make(config, name);
      throw new ParticleError({ code: 'manifest-invalid', summary: 'a probe has no parts' });
    },
  };
}

/** The rules that a particle breaks, with the messages. Its kind makes it again under any name. */
export async function breaches(
  particle: AnyParticle,
  extras: Omit<Example, 'particle'> & Partial<ConformanceOptions> = {},
): Promise<Readonly<Record<string, string>>> {
  const again = probeKind((_config, name) => Object.freeze({ ...particle, name }));
  const { kinds = [again], backend = 'cpu', backends, ...rest } = extras;
  const found: Record<string, string> = {};
  for (const { rule, run } of conformanceTests({
    kinds,
    backend,
    ...(backends && { backends }),
    examples: [{ particle, ...rest }],
  })) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof ParticleError)) throw error;
      found[rule] = error.message;
    }
  }
  return found;
}

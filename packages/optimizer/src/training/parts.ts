import {
  ParticleError,
  type AnyParticle,
  type ParamSpec,
  type ParamSpecs,
  type TensorRecord,
  type Variables,
} from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { hostOnly } from './forward.ts';

/** The tensors of a particle's variables by what training does to them. */
export interface Parts {
  /** Changed by gradients. */
  readonly params: TensorRecord;
  /** Weights that stay. */
  readonly frozen: TensorRecord;
  /** Replaced by what the particle says, such as moving averages. */
  readonly state: TensorRecord;
}

/**
 * Sorts variables by what training does to them.
 *
 * @param body - The part of the particle that is trained.
 * @param variables - Those of the whole particle; what `body` does not need is left out.
 */
export function partsOf(body: AnyParticle, variables: Variables): Parts {
  const pick = (
    specs: ParamSpecs,
    wanted: (spec: ParamSpec, isTrainable: boolean) => boolean,
  ): TensorRecord => {
    const picked: Record<string, Tensor> = {};
    for (const [path, spec] of Object.entries(specs)) {
      const variable = variables[path];
      if (variable !== undefined && wanted(spec, variable.trainable)) picked[path] = variable.value;
    }
    return picked;
  };
  // Variables of a particle that was frozen later still say that they are trainable.
  const isTrained = (spec: ParamSpec, isTrainable: boolean): boolean =>
    isTrainable && spec.trainable !== false;
  return {
    params: pick(body.params, isTrained),
    frozen: pick(body.params, (spec, isTrainable) => !isTrained(spec, isTrainable)),
    state: pick(body.state, () => true),
  };
}

/** Variables with the tensors of `parts` in place of their own, in the same order. */
export function withParts(
  variables: Variables,
  { params, state }: Pick<Parts, 'params' | 'state'>,
): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([path, { value, trainable }]) => [
      path,
      { value: params[path] ?? state[path] ?? value, trainable },
    ]),
  );
}

/**
 * Refuses what cannot be trained.
 *
 * @param host - The leading steps outside of tensors, through which no gradient flows.
 * @throws ParticleError `gradient-missing` if there is nothing to train; `host-only` if a
 *   weight lies before a step outside of tensors, where it would silently stay as it is.
 */
export function needTrainable(
  name: string,
  { params }: Parts,
  host: AnyParticle | undefined,
  variables: Variables,
): void {
  const [unreached] = host === undefined ? [] : Object.keys(partsOf(host, variables).params);
  if (unreached !== undefined) throw hostOnly(name, unreached);
  if (Object.keys(params).length > 0) return;
  throw new ParticleError({
    code: 'gradient-missing',
    summary: `'${name}' has no weight to train`,
    path: name,
    expected: 'at least one trainable weight',
    found: 'none, or all are frozen',
  });
}

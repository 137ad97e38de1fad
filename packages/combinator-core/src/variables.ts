import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Bindings } from './contract/evaluate.ts';
import { formatShape } from './contract/format.ts';
import { unify } from './contract/unify.ts';
import { ParticleError } from './errors.ts';
import { firstNotFinite } from './internal/finite.ts';
import type { AnyParticle, ParamSpec, ParamSpecs, TensorRecord } from './particle.ts';

/** A weight or a piece of state: its tensor, and whether training changes it by gradients. */
export interface Variable {
  readonly value: Tensor;
  /** False for state, such as moving averages, and for frozen weights. */
  readonly trainable: boolean;
}

/** Weights and state of a particle by path, e.g. `conv1/kernel`. Whoever made them owns the tensors. */
export type Variables = Readonly<Record<string, Variable>>;

/** Releases the tensors. The variables must not be used after it; calling it again does nothing. */
export function disposeVariables(variables: Variables): void {
  for (const { value } of Object.values(variables)) if (!value.isDisposed) value.dispose();
}

/** Variables of their own with the same values, which the caller owns. No data is copied until one changes. */
export function cloneVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([path, { value, trainable }]) => [
      path,
      { value: value.clone(), trainable },
    ]),
  );
}

/**
 * The tensors of the variables, split into the two records that `run` takes. They stay the property of
 * `variables`.
 *
 * @throws ParticleError `variable-missing`.
 */
export function splitVariables(
  particle: AnyParticle,
  variables: Variables,
): { readonly params: TensorRecord; readonly state: TensorRecord } {
  const pick = (specs: ParamSpecs): TensorRecord =>
    Object.fromEntries(
      Object.keys(specs).map((path) => [path, variableAt(particle, variables, path).value]),
    );
  return { params: pick(particle.params), state: pick(particle.state) };
}

/** What {@link checkVariables} looks at besides names, shapes and dtypes. */
export interface CheckVariablesOptions {
  /** Sizes that the symbols of the particle stand for, where they are known. Default none. */
  readonly bindings?: Bindings;
  /** Whether to read all values and refuse NaN and infinities. Needs a synchronous backend. Default false. */
  readonly finite?: boolean;
}

/**
 * Checks that the variables are exactly those that the particle needs: nothing missing, nothing else,
 * each of the right shape and dtype and marked as the particle says.
 *
 * @throws ParticleError `variable-missing`, `variable-unexpected`, `variable-invalid` (shape,
 *   dtype or disposed) or `value-not-finite`, with the path of the variable.
 */
export function checkVariables(
  particle: AnyParticle,
  variables: Variables,
  { bindings = {}, finite = false }: CheckVariablesOptions = {},
): void {
  const specs: ParamSpecs = { ...particle.params, ...particle.state };
  for (const path of Object.keys(variables)) {
    if (Object.hasOwn(specs, path)) continue;
    throw new ParticleError({
      code: 'variable-unexpected',
      summary: `'${particle.name}' has no weight or state of this path`,
      path,
      expected: listPaths(specs),
    });
  }
  let bound = bindings;
  for (const [path, spec] of Object.entries(specs)) {
    const { value } = variableAt(particle, variables, path);
    bound = checkTensor(path, spec, value, bound);
    if (finite) checkFinite(path, value);
  }
}

function checkTensor(path: string, spec: ParamSpec, value: Tensor, bindings: Bindings): Bindings {
  const { shape, dtype = 'float32' } = spec;
  const refuse = (summary: string, found: string): ParticleError =>
    new ParticleError({
      code: 'variable-invalid',
      summary,
      path,
      expected: `${formatShape(shape)} ${dtype}`,
      found,
    });
  if (value.isDisposed) throw refuse('the tensor has been disposed of', 'a disposed tensor');
  const found = `${formatShape(value.shape)} ${value.dtype}`;
  if (value.dtype !== dtype) throw refuse(`dtype: needs ${dtype}, got ${value.dtype}`, found);
  const met = unify(shape, value.shape, bindings);
  if (!met.ok) throw refuse(met.problem, found);
  return met.bindings;
}

function checkFinite(path: string, value: Tensor): void {
  if (value.dtype !== 'float32') return;
  const at = tidy(() => firstNotFinite(value.dataSync<'float32'>()));
  if (at === undefined) return;
  throw new ParticleError({
    code: 'value-not-finite',
    summary: `the value at position ${String(at.index)} is ${String(at.value)}`,
    path,
    expected: 'finite numbers',
    found: String(at.value),
  });
}

function variableAt(particle: AnyParticle, variables: Variables, path: string): Variable {
  const variable = Object.hasOwn(variables, path) ? variables[path] : undefined;
  if (variable !== undefined) return variable;
  throw new ParticleError({
    code: 'variable-missing',
    summary: `'${particle.name}' needs this weight or state, and the variables do not hold it`,
    path,
    expected: listPaths({ ...particle.params, ...particle.state }),
    found: listPaths(variables),
    remedy:
      'make variables with initialize(particle, { seed }), or load those saved with this particle',
  });
}

function listPaths(record: Readonly<Record<string, unknown>>): string {
  const paths = Object.keys(record);
  if (paths.length === 0) return 'none';
  return paths.length <= 6
    ? paths.join(', ')
    : `${paths.slice(0, 5).join(', ')} and ${String(paths.length - 5)} more`;
}

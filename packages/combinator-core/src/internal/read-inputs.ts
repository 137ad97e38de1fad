import { expandDims, type Tensor } from '@tensorflow/tfjs-core';
import { isSpread, type Dim } from '../contract/dim.ts';
import { formatPorts } from '../contract/format.ts';
import { isTensorSpec, type Ports, type Spec } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, HostValue, Value } from '../particle.ts';
import { checkNumbers } from './check-numbers.ts';
import { isValueOf, type Values } from './check-values.ts';
import { isArrayLike, shapeOfNested, tensorOfNested } from './nested-array.ts';
import { isPlainObject } from './plain-json.ts';
import { isTensor } from './tensor-tree.ts';

/** What the user passed, as values by port. */
export interface ReadInputs {
  readonly values: Values;
  /** Tensors that were made here and must be released. */
  readonly owned: readonly Tensor[];
  /** Whether one item was given where the particle takes a batch; the answer is then one item too. */
  readonly isItem: boolean;
}

/**
 * The symbol of the batch: the first axis of the first input, if all outputs begin with it too.
 */
export function batchSymbol({ input, output }: AnyParticle): string | undefined {
  const [first] = Object.values(input);
  const symbol: Dim | undefined = first?.shape?.[0];
  if (typeof symbol !== 'string') return undefined;
  return Object.values(output).every(({ shape }) => shape?.[0] === symbol) ? symbol : undefined;
}

/**
 * Reads what a user passes to `predict`: a bare value for the only port or a record by port; tensors,
 * nested arrays or host values; a batch or one item.
 *
 * @throws ParticleError `port-missing`, `value-invalid`, `value-not-finite`, `value-out-of-range`.
 */
export function readInputs(particle: AnyParticle, input: unknown): ReadInputs {
  const given = byPort(particle.input, input);
  const symbol = batchSymbol(particle);
  const [firstPort = ''] = Object.keys(given);
  const firstSpec = particle.input[firstPort];
  const isItem =
    firstSpec !== undefined &&
    symbol !== undefined &&
    firstSpec.shape?.[0] === symbol &&
    isOneItem(firstSpec, given[firstPort]);
  const owned: Tensor[] = [];
  const own = (tensor: Tensor): Tensor => {
    owned.push(tensor);
    return tensor;
  };
  try {
    const values = Object.entries(given).map(([port, value]): [string, Value] => {
      const spec = particle.input[port];
      const wraps = isItem && spec?.shape?.[0] === symbol;
      if (spec === undefined || !isTensorSpec(spec)) {
        return [port, (wraps ? [value as HostValue] : value) as Value];
      }
      const tensor = readTensor(port, spec, value, own);
      if (tensor === undefined) return [port, value as Value];
      checkNumbers(port, spec, tensor);
      return [port, wraps ? own(expandDims(tensor)) : tensor];
    });
    return { values: Object.fromEntries(values), owned, isItem };
  } catch (error) {
    for (const tensor of owned) tensor.dispose();
    throw error;
  }
}

function readTensor(
  port: string,
  spec: Spec & { readonly value?: never },
  value: unknown,
  own: (tensor: Tensor) => Tensor,
): Tensor | undefined {
  if (isTensor(value)) {
    if (!value.isDisposed) return value;
    throw new ParticleError({
      code: 'value-invalid',
      summary: 'the tensor has been disposed of',
      path: port,
    });
  }
  const isNumeric = isArrayLike(value) || typeof value === 'number' || typeof value === 'boolean';
  return isNumeric && isTensorSpec(spec) ? own(tensorOfNested(port, spec, value)) : undefined;
}

function byPort(ports: Ports, input: unknown): Readonly<Record<string, unknown>> {
  const names = Object.keys(ports);
  const required = names.filter((name) => ports[name]?.optional !== true);
  const only = names.length === 1 ? names[0] : required.length === 1 ? required[0] : undefined;
  if (
    isPlainObject(input) &&
    !isBareRecord(only === undefined ? undefined : ports[only], input, names)
  ) {
    return input;
  }
  if (only !== undefined) return { [only]: input };
  throw new ParticleError({
    code: 'port-missing',
    summary: `a record of values by port is needed, as there are ${String(names.length)} input ports`,
    expected: `{ ${formatPorts(ports)} }`,
  });
}

/** Whether an object is a value of the only port (a record or label) rather than values by port. */
function isBareRecord(
  spec: Spec | undefined,
  input: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  if (spec === undefined || isTensorSpec(spec)) return false;
  if (spec.value !== 'record' && spec.value !== 'label') return false;
  return !Object.entries(input).every(
    ([key, value]) => names.includes(key) && typeof value === 'object',
  );
}

function isOneItem(spec: Spec, value: unknown): boolean {
  const shape = spec.shape ?? [];
  if (!isTensorSpec(spec)) {
    if (shape.length !== 1) return false;
    if (spec.value !== 'boxes') return isValueOf(spec.value, value);
    return Array.isArray(value) && value.length > 0 && !Array.isArray(value[0]);
  }
  if (shape.some(isSpread)) return false;
  if (isTensor(value)) return value.rank === shape.length - 1;
  return (
    (isArrayLike(value) || typeof value === 'number') &&
    shapeOfNested(value).length === shape.length - 1
  );
}

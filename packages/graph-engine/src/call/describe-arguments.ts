import { Variable, type Tensor } from '@tensorflow/tfjs-core';
import { badArgument, disposed } from '../errors.ts';
import { describeTensor, type NativeBackend } from '../native/backend.ts';
import { isBranch, isTensor } from './tree.ts';

/** What a call is given. */
export interface DescribedArguments {
  /** Structure, types, exact shapes and static values: calls with the same one share a graph. */
  readonly signature: string;
  /** The tensors among the arguments, in order, without the variables. */
  readonly tensors: readonly Tensor[];
}

const DEEPEST = 64;

/**
 * Looks at the arguments of a call. Variables, functions and objects of classes count by identity.
 *
 * @throws ParticleError `disposed` for a tensor that is gone, `value-invalid` for typed arrays, symbols
 *   and circular structures.
 */
export function describeArguments(
  name: string,
  args: readonly unknown[],
  backend: NativeBackend,
): DescribedArguments {
  const tensors: Tensor[] = [];
  const describe = (value: unknown, path: string, depth: number): string => {
    if (isTensor(value)) {
      if (value.isDisposed) throw disposed(name, path, 'pass a tensor that is alive');
      if (value instanceof Variable) return `variable ${value.name}#${value.id}`;
      tensors.push(value);
      return describeTensor(backend.tensorMap.get(value.dataId).dtype, value.shape);
    }
    if (!isBranch(value)) return describeStatic(name, path, value);
    if (depth > DEEPEST) throw badArgument(name, path, 'a circular or very deep structure');
    const parts: string[] = [];
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        parts.push(describe(value[i], `${path}[${i}]`, depth + 1));
      }
      return `[${parts.join(', ')}]`;
    }
    for (const [key, part] of Object.entries(value)) {
      parts.push(`${JSON.stringify(key)}: ${describe(part, `${path}.${key}`, depth + 1)}`);
    }
    return `{${parts.join(', ')}}`;
  };
  const signature = args.map((arg, i) => describe(arg, `argument ${i}`, 0)).join(', ');
  return { signature, tensors };
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function describeStatic(name: string, path: string, value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'symbol':
      throw badArgument(name, path, 'a symbol');
    default:
      return value === null ? 'null' : describeObject(name, path, value as object);
  }
}

function describeObject(name: string, path: string, value: object): string {
  if (ArrayBuffer.isView(value)) throw badArgument(name, path, value.constructor.name);
  const known = identities.get(value) ?? ++lastIdentity;
  identities.set(value, known);
  return `${typeof value}#${known}`;
}

import { reshape, unstack, where, zerosLike, type Tensor } from '@tensorflow/tfjs-core';
import { isSpread, type Dim } from '../contract/dim.ts';
import type { Spec, TensorSpec } from '../contract/spec.ts';
import type { RunResult, TensorRecord, Value } from '../particle.ts';
import type { Cell } from './cell.ts';

/**
 * The port for the mask of a scan: bool, as long as the sequences. There is none for a cell whose state is
 * not that of single items, as then no item's step can be left out, or that has a port of that name.
 */
export function maskSpec({ contract, states }: Cell): TensorSpec | undefined {
  const { input, output } = contract;
  const batchOf = (spec: Spec | undefined): Dim => spec?.shape?.[0] ?? null;
  const batch = batchOf(input['x']);
  const specs = [output['y'], ...states.flatMap((port) => [input[port], output[port]])];
  const isByItem = batch !== null && specs.every((spec) => batchOf(spec) === batch);
  if (!isByItem || Object.hasOwn(input, 'mask') || Object.hasOwn(output, 'mask')) return undefined;
  return { shape: [batch, 'time'], dtype: 'bool', optional: true };
}

/** The mask of each step, if there is a mask. */
export function splitMask(
  spec: TensorSpec | undefined,
  mask: Value | undefined,
): readonly Tensor[] | undefined {
  if (spec === undefined || mask === undefined) return undefined;
  const tensor = mask as Tensor;
  return unstack(tensor, isSpread(spec.shape[0] ?? null) ? tensor.rank - 1 : 1);
}

/** What a step gives where the mask is true; where it is not, what the step before it gave. */
export function hold(mask: Tensor, result: RunResult, before: TensorRecord): RunResult {
  const held = new Map<Tensor, readonly [before: Tensor, value: Tensor]>();
  const outputs = Object.entries(result.outputs).map(([port, next]): [string, Value] => {
    const tensor = next as Tensor;
    const last = before[port];
    if (last === undefined) return [port, tensor];
    const known = held.get(tensor);
    if (known?.[0] === last) return [port, known[1]];
    const axes = [...mask.shape, ...new Array<number>(tensor.rank - mask.rank).fill(1)];
    const value = where(reshape(mask, axes), tensor, last);
    held.set(tensor, [last, value]);
    return [port, value];
  });
  return { ...result, outputs: Object.fromEntries(outputs) };
}

/** The output before the first step: zeros; as one with a state that it equals and that begins so, too. */
export function firstOutput(
  result: RunResult,
  carried: Readonly<Record<string, Value>>,
  isGiven: (port: string) => boolean,
): Tensor {
  const y = result.outputs['y'] as Tensor;
  const twin = Object.keys(carried).find((port) => result.outputs[port] === y && !isGiven(port));
  return twin === undefined ? zerosLike(y) : (carried[twin] as Tensor);
}

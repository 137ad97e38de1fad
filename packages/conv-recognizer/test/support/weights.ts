import type { Tensors } from './run.ts';

/** Reads the number at some indices of a weight; 0 if the particle has no such weight. */
export type ReadWeight = (name: string, ...at: number[]) => number;

/** Weights as numbers, for references that are plain loops. */
export function readWeights(params: Tensors): ReadWeight {
  const data = new Map(
    Object.entries(params).map(([name, value]) => [name, value.dataSync<'float32'>()]),
  );
  return (name, ...at) => {
    const shape = params[name]?.shape;
    if (shape === undefined) return 0;
    const offset = at.reduce((sum, index, axis) => sum * (shape[axis] ?? NaN) + index, 0);
    return data.get(name)?.[offset] ?? NaN;
  };
}

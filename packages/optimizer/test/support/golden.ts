import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor as tools/golden/optimizer.py writes it. */
export interface GoldenTensor {
  readonly shape: number[];
  readonly values: number[];
}

/** Makes it; whole numbers given as labels are int32. */
export function read(
  { shape, values }: GoldenTensor,
  dtype: 'float32' | 'int32' = 'float32',
): Tensor {
  return tensor(values, shape, dtype);
}

/** A description for the title of a test. */
export function title(description: { kind: string; config: object }): string {
  const name = description.kind.replace(/^optimizer\/|@1$/g, '');
  return `${name}(${JSON.stringify(description.config).replaceAll(/"kind":"optimizer\/|@1"|"/g, '')})`;
}

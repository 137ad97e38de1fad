import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor as the golden files hold it. */
export interface GoldenTensor {
  readonly shape: number[];
  readonly values: number[];
}

/** Reads one of the files that tools/golden/image.py wrote. */
export function golden(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '..', 'golden', `${name}.json`), 'utf8'));
}

export function fromGolden({ shape, values }: GoldenTensor): Tensor {
  return tensor(values, shape, 'float32');
}

export function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

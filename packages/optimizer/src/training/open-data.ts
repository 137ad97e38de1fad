import { ParticleError } from '@sora-particles/combinator-core';
import { readExamples, type Examples, type ReadingPlan } from '../data/examples.ts';
import { gatherAll } from '../data/gather.ts';
import { isDataStream, isStreamSource, streamOf, type DataStream } from '../data/stream.ts';
import { empty } from '../data/refuse.ts';

/** Data that has been recognised: read into memory, or a stream to be read. */
export type OpenedData =
  | { readonly kind: 'memory'; readonly examples: Examples }
  | { readonly kind: 'stream'; readonly stream: DataStream };

/**
 * Recognises the form of the data; reads it, if it lies in memory.
 *
 * @param path - What it is, for messages, e.g. `validationData`.
 * @param sampleWeights - How much each example counts, if that is not said by the data.
 * @throws ParticleError as `readExamples`.
 */
export async function openData(
  path: string,
  reading: ReadingPlan,
  data: unknown,
  sampleWeights?: ArrayLike<number>,
): Promise<OpenedData> {
  if (Array.isArray(data)) {
    if (data.length === 0) throw empty(path);
    return openData(path, reading, gatherAll(path, reading, data), sampleWeights);
  }
  if (isDataStream(data) || isStreamSource(data)) {
    if (sampleWeights !== undefined) throw weightsOfStream(path);
    return { kind: 'stream', stream: isDataStream(data) ? data : streamOf('examples', data) };
  }
  const isWeighted = typeof data === 'object' && data !== null && 'sampleWeights' in data;
  if (sampleWeights !== undefined && isWeighted) throw weighedTwice(path);
  const weighted =
    sampleWeights === undefined || typeof data !== 'object' ? data : { ...data, sampleWeights };
  return { kind: 'memory', examples: await readExamples(path, reading, weighted) };
}

function weightsOfStream(path: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `'sampleWeights' is for data in memory, and ${path} is a stream`,
    path: 'sampleWeights',
    remedy: 'give each example its `sampleWeight`, or each batch its `sampleWeights`',
  });
}

function weighedTwice(path: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `both ${path} and the options say 'sampleWeights'`,
    path: 'sampleWeights',
    expected: 'one of them',
  });
}

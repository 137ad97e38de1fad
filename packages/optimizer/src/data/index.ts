export type { BucketOptions } from './buckets.ts';
export type { BucketedExample } from './example-of.ts';
export type { NumericArray } from './numeric-array.ts';
export type {
  Dataset,
  Example,
  ExampleValue,
  NestedNumbers,
  PerPort,
  PortData,
  ShapedArray,
} from './port-data.ts';
export {
  fromBatches,
  fromExamples,
  type DataStream,
  type ExampleStreamOptions,
  type StreamOptions,
  type StreamSource,
} from './stream.ts';

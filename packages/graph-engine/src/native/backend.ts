import { findBackend, getBackend, type DataId, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor of the native library, as its binding describes it. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  /** TensorFlow's number for the type, see {@link dtypes}. */
  readonly dtype: number;
}

/** An attribute of an operation. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Values on the host: numbers in a typed array, or the bytes of strings. */
export type HostValues = Float32Array | Int32Array | Uint8Array | readonly Uint8Array[];

/** What `@tensorflow/tfjs-node` calls of the native library. */
export interface NativeBinding {
  executeOp(
    name: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  createTensor(shape: readonly number[], dtype: number, values: HostValues): number;
  tensorDataSync(id: number): HostValues;
  deleteTensor(id: number): void;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Feeds and fetches are names of outputs, separated by commas. */
  runSavedModel(
    session: number,
    inputs: readonly number[],
    feeds: string,
    fetches: string,
  ): NativeTensor[];
  readonly TF_ATTR_TYPE: number;
}

/** What the backend knows of a piece of data. Values wait here until an operation needs them. */
interface DataEntry {
  id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
  values: HostValues | null;
}

/** The parts of the backend of `@tensorflow/tfjs-node` that this package uses. */
export interface NativeBackend {
  binding: NativeBinding;
  readonly tensorMap: { get(dataId: DataId): DataEntry; has(dataId: DataId): boolean };
  getInputTensorIds(tensors: readonly object[]): number[];
  createOutputTensor(native: NativeTensor): Tensor;
  write(values: HostValues, shape: readonly number[], dtype: string): DataId;
  read(dataId: DataId): Promise<HostValues>;
  readSync(dataId: DataId): HostValues;
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
}

/** TensorFlow's numbers for the types that the binding can handle. */
export const dtypes = {
  float32: 1,
  uint8: 4,
  int32: 3,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
} as const;

const names = Object.fromEntries(Object.entries(dtypes).map(([name, number]) => [number, name]));

/** `float32[32,10]`. */
export function describeTensor(dtype: number, shape: readonly number[]): string {
  return `${names[dtype] ?? `type ${dtype}`}[${shape.join(',')}]`;
}

/** The native backend if it is the current one of TensorFlow.js. */
export function currentNativeBackend(): NativeBackend | undefined {
  if (getBackend() !== 'tensorflow') return undefined;
  const backend = findBackend('tensorflow') as unknown as Partial<NativeBackend> | null;
  return typeof backend?.binding?.runSavedModel === 'function'
    ? (backend as NativeBackend)
    : undefined;
}

/** Another tensor with the same values, whose data is its own. */
export function copyTensor(backend: NativeBackend, tensor: Tensor): Tensor {
  const ids = backend.getInputTensorIds([tensor]);
  const { dtype } = backend.tensorMap.get(tensor.dataId);
  const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: dtype };
  const [native] = backend.binding.executeOp('Identity', [type], ids, 1);
  return backend.createOutputTensor(native as NativeTensor);
}

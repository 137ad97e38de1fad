import {
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { BYTES, type ConstantData, type ElementType, sizeOf } from './graph.ts';
import type { Heap } from './heap.ts';

/** Where the numbers of a tensor lie. */
interface Entry {
  readonly address: number;
  readonly size: number;
  readonly dtype: ElementType;
  refCount: number;
}

/**
 * Keeps tensors in the memory of the engine between calls. To TensorFlow.js it is a backend without
 * kernels: a tensor that an operation of another backend needs is moved there by TensorFlow.js itself,
 * and one that the engine needs is moved here, so that both sorts can be mixed freely.
 */
export class ResidentBackend extends KernelBackend {
  private readonly heap: Heap;
  private readonly entries: DataStorage<Entry>;

  constructor(heap: Heap) {
    super();
    this.heap = heap;
    this.entries = new DataStorage<Entry>(this, engine());
  }

  /** Where a tensor lies; moves it here if it lies elsewhere. */
  addressOf(tensor: Tensor): number {
    return this.entries.get(tensor.dataId).address;
  }

  /** A tensor of numbers that lie in a piece of the heap, which goes with it. */
  adopt(address: number, shape: readonly number[], dtype: ElementType): Tensor {
    const dataId = {};
    this.entries.set(dataId, { address, size: sizeOf(shape), dtype, refCount: 1 });
    return engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype }, this);
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const type = dtype as ElementType;
    const size = sizeOf(shape);
    const address = this.heap.allocate(size * BYTES[type]);
    this.entries.set(dataId, { address, size, dtype: type, refCount });
    viewOf(this.heap.memory, address, size, type).set(values as ConstantData);
  }

  override readSync(dataId: DataId): BackendValues {
    const { address, size, dtype } = this.entries.get(dataId);
    return copyOf(this.heap.memory, address, size, dtype);
  }

  override read(dataId: DataId): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.entries.has(dataId)) return true;
    const entry = this.entries.get(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    this.heap.free(entry.address);
    this.entries.delete(dataId);
    return true;
  }

  override refCount(dataId: DataId): number {
    return this.entries.has(dataId) ? this.entries.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.entries.get(dataId).refCount++;
  }

  decRef(dataId: DataId): void {
    if (this.entries.has(dataId)) this.entries.get(dataId).refCount--;
  }

  override numDataIds(): number {
    return this.entries.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

/** Numbers in place. Memory that grows leaves earlier views without a buffer, so it is not to be kept. */
export function viewOf(
  { buffer }: WebAssembly.Memory,
  address: number,
  size: number,
  dtype: ElementType,
): ConstantData {
  if (dtype === 'float32') return new Float32Array(buffer, address, size);
  if (dtype === 'int32') return new Int32Array(buffer, address, size);
  return new Uint8Array(buffer, address, size);
}

/** A copy of numbers, also out of shared memory, which nobody outside should see. */
function copyOf(
  memory: WebAssembly.Memory,
  address: number,
  size: number,
  dtype: ElementType,
): ConstantData {
  const view = viewOf(memory, address, size, dtype);
  if (view instanceof Float32Array) return Float32Array.from(view);
  if (view instanceof Int32Array) return Int32Array.from(view);
  return Uint8Array.from(view);
}

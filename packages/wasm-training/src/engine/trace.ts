import type { TensorTree } from '@sora-particles/combinator-core';
import {
  type DataId,
  dispose,
  engine,
  getKernelsForBackend,
  type KernelBackend,
  type KernelFunc,
  scalar,
  tensor,
  type Tensor,
  type TensorInfo,
  tidy,
  Variable,
} from '@tensorflow/tfjs-core';
import {
  type ConstantData,
  type ElementType,
  type Graph,
  type Node,
  type Use,
  type Value,
  sizeOf,
} from './graph.ts';
import { flatten, replaceTensors } from './tree.ts';
import { Untraceable } from './untraceable.ts';

/** What a function does, and the tree that it gives, with its tensors disposed of. */
export interface Traced<Result> {
  readonly graph: Graph;
  readonly result: Result;
}

/** Kernels that give their input under another shape, whether or not they copy it. */
const SAME_NUMBERS = new Set(['Identity', 'Reshape', 'ExpandDims']);

/**
 * Runs a function once on the current backend and writes down the kernels that it calls.
 *
 * @param fn - Pure: what it computes depends on its arguments only.
 * @param args - Are left alone: the function sees copies, so that tensors of its closure, and arguments
 *   that are one tensor, are not taken for each other.
 * @param isKnown - Whether a kernel has a plan. One that has none may still be made of ones that have.
 * @throws Untraceable where the function reads numbers back, or calls what has no plan.
 */
export function trace<Arguments extends readonly TensorTree[], Result extends TensorTree>(
  fn: (...args: Arguments) => Result,
  args: Arguments,
  isKnown: (kernel: string) => boolean,
): Traced<Result> {
  const recorder = new Recorder(isKnown);
  let traced: Traced<Result> | undefined;
  tidy(() => {
    const { id: before } = scalar(0);
    const uses: Use[] = [];
    const copies = replaceTensors(args, (each) => {
      const copy = tensor(each.dataSync(), each.shape, each.dtype);
      uses.push(recorder.argument(copy, uses.length));
      return copy;
    });
    const stop = recorder.start();
    let result: Result;
    try {
      result = fn(...copies);
    } finally {
      stop();
    }
    if (result instanceof Promise) throw new Untraceable('it returns a promise');
    const { tensors } = flatten(result);
    const results = tensors.map((each) => recorder.use(each));
    // What the function kept for its caller would outlive the tidy; the caller gets it from the plan.
    dispose(tensors.filter((each) => each.id > before));
    traced = { graph: { arguments: uses, nodes: recorder.nodes, results }, result };
  });
  return traced as Traced<Result>;
}

/** Inputs of a kernel by name; optional ones may be there and undefined, which the declared type hides. */
type Inputs = Readonly<Record<string, TensorInfo | undefined>>;

/** What is needed of a tensor to know its numbers. */
type DataInfo = Pick<TensorInfo, 'dataId' | 'dtype'>;

class Recorder {
  readonly nodes: Node[] = [];
  /** By type, too: some backends give the same data another type without a copy. */
  private readonly values = new WeakMap<DataId, Map<string, Value>>();
  /** Kernels without a plan, by what they made. */
  private readonly unknown = new WeakMap<DataId, string>();
  private readonly isKnown: (kernel: string) => boolean;
  /** How many recorded kernels are under way: what they call in turn is their own business. */
  private depth = 0;
  /** The kernel without a plan that is under way, if there is one. */
  private inside: string | undefined;

  constructor(isKnown: (kernel: string) => boolean) {
    this.isKnown = isKnown;
  }

  argument(copy: Tensor, argument: number): Use {
    const value = { size: copy.size, dtype: elementType(copy.dtype), origin: { argument } };
    this.know(copy, value);
    return { value, shape: copy.shape };
  }

  /** Listens to everything that the current backend is asked to do, until the returned function is called. */
  start(): () => void {
    const { backend, backendName } = engine();
    const kernels = getKernelsForBackend(backendName);
    const stock = kernels.map(({ kernelFunc }) => kernelFunc);
    for (const kernel of kernels) {
      kernel.kernelFunc = this.wrap(kernel.kernelName, kernel.kernelFunc, backend);
    }
    const stockMethods = {
      write: backend.write.bind(backend),
      read: backend.read.bind(backend),
      readSync: backend.readSync.bind(backend),
    };
    backend.write = (values, shape, dtype) => {
      const dataId = stockMethods.write(values, shape, dtype);
      if (this.inside !== undefined) this.unknown.set(dataId, this.inside);
      else if (this.depth === 0 && isNumbers(values)) this.constant({ dataId, dtype }, values);
      return dataId;
    };
    backend.readSync = (dataId) => {
      this.refuseToRead(dataId);
      return stockMethods.readSync(dataId);
    };
    backend.read = (dataId) => {
      this.refuseToRead(dataId);
      return stockMethods.read(dataId);
    };
    return () => {
      kernels.forEach((kernel, i) => {
        kernel.kernelFunc = stock[i] as KernelFunc;
      });
      // What was set on the object hides the methods of its class.
      for (const method of ['write', 'read', 'readSync'] as const) {
        Reflect.deleteProperty(backend, method);
      }
    };
  }

  /** The value of a tensor, in its shape. */
  use(info: TensorInfo): Use {
    if (info instanceof Variable) throw new Untraceable('it uses a tf.Variable');
    const value = this.valueOf(info) ?? this.capture(info);
    return { value, shape: info.shape };
  }

  private wrap(name: string, kernelFunc: KernelFunc, backend: KernelBackend): KernelFunc {
    const run = (params: Parameters<KernelFunc>[0]): readonly TensorInfo[] =>
      [kernelFunc(params)].flat();
    return (params) => {
      if (this.depth > 0) return kernelFunc(params);
      if (!this.isKnown(name) && !SAME_NUMBERS.has(name) && !this.areFixed(params.inputs)) {
        const outer = this.inside;
        this.inside = name;
        let outputs: readonly TensorInfo[];
        try {
          outputs = run(params);
        } finally {
          this.inside = outer;
        }
        for (const info of outputs) {
          if (this.valueOf(info) === undefined) this.unknown.set(info.dataId, name);
        }
        return outputs.length === 1 ? (outputs[0] as TensorInfo) : [...outputs];
      }
      this.depth++;
      let outputs: readonly TensorInfo[];
      try {
        outputs = run(params);
        const attributes = (params.attrs ?? {}) as Node['attributes'];
        this.record(name, params.inputs, attributes, outputs, backend);
      } finally {
        this.depth--;
      }
      return outputs.length === 1 ? (outputs[0] as TensorInfo) : [...outputs];
    };
  }

  private record(
    kernel: string,
    given: Inputs,
    attributes: Node['attributes'],
    outputs: readonly TensorInfo[],
    backend: KernelBackend,
  ): void {
    const inputs: Record<string, Use> = {};
    for (const [name, input] of Object.entries(given)) {
      if (input !== undefined) inputs[name] = this.use(input);
    }
    const [first] = Object.values(inputs);
    if (SAME_NUMBERS.has(kernel) && first !== undefined) {
      for (const info of outputs) this.know(info, first.value);
      return;
    }
    if (Object.values(inputs).every(({ value }) => isConstant(value))) {
      for (const info of outputs) {
        this.constant(info, backend.readSync(info.dataId) as ConstantData);
      }
      return;
    }
    const made = outputs.map((info): Use => {
      // Some kernels give their input back.
      const value = this.valueOf(info) ?? {
        size: sizeOf(info.shape),
        dtype: elementType(info.dtype),
      };
      return { value, shape: info.shape };
    });
    if (made.every(({ value }) => Object.values(inputs).some((input) => input.value === value)))
      return;
    outputs.forEach((info, i) => {
      this.know(info, (made[i] as Use).value);
    });
    this.nodes.push({ kernel, inputs, attributes, outputs: made });
  }

  /** Whether a kernel gives the same whatever the arguments of the function are. */
  private areFixed(inputs: Inputs): boolean {
    return Object.values(inputs).every((input) => {
      const value = input && this.valueOf(input);
      return input === undefined || (value !== undefined && isConstant(value));
    });
  }

  /** A tensor from outside the function: it never changes, so that its numbers are part of the plan. */
  private capture(info: TensorInfo): Value {
    const maker = this.unknown.get(info.dataId);
    if (maker !== undefined) throw new Untraceable(`the kernel '${maker}' has no plan`);
    return this.constant(info, engine().readSync(info.dataId) as ConstantData);
  }

  private constant(info: DataInfo, values: ArrayLike<number>): Value {
    const type = elementType(info.dtype);
    const make = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[type];
    const value = { size: values.length, dtype: type, origin: { constant: make.from(values) } };
    this.know(info, value);
    return value;
  }

  private know({ dataId, dtype }: DataInfo, value: Value): void {
    const types = this.values.get(dataId) ?? new Map<string, Value>();
    this.values.set(dataId, types.set(dtype, value));
  }

  private valueOf({ dataId, dtype }: DataInfo): Value | undefined {
    return this.values.get(dataId)?.get(dtype);
  }

  private refuseToRead(dataId: DataId): void {
    if (this.depth > 0) return;
    const known = [...(this.values.get(dataId)?.values() ?? [])];
    if (!this.unknown.has(dataId) && known.every(isConstant)) return;
    throw new Untraceable('it reads numbers back while it runs');
  }
}

function isConstant({ origin }: Value): boolean {
  return origin !== undefined && 'constant' in origin;
}

function elementType(dtype: string): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Untraceable(`it uses tensors of ${dtype}`);
}

function isNumbers(values: unknown): values is ConstantData {
  return ArrayBuffer.isView(values);
}

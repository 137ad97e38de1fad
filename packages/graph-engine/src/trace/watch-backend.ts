import { engine, getKernel, type DataId, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { type NativeBackend, type NativeBinding } from '../native/backend.ts';
import type { Recorder } from './recorder.ts';

/** What was seen while a function ran. */
export interface Watched {
  /** Data that was made meanwhile, some of it gone again. */
  readonly made: ReadonlySet<DataId>;
  /** Puts the backend back as it was. */
  stop(): void;
}

const HOST_READ = 'a tensor is read on the host (dataSync, arraySync, print ...)';

/**
 * Tells a recorder what the backend asks the native library to do.
 *
 * @param variables - The variables that there are, by their data.
 * @param made - Data that counts as made meanwhile, and stands for inputs already.
 */
export function watchBackend(
  backend: NativeBackend,
  recorder: Recorder,
  variables: ReadonlyMap<DataId, Variable>,
  inputs: readonly DataId[],
): Watched {
  const { binding } = backend;
  const made = new Set<DataId>(inputs);
  const own = {
    getInputTensorIds: backend.getInputTensorIds.bind(backend),
    createOutputTensor: backend.createOutputTensor.bind(backend),
    write: backend.write.bind(backend),
    readSync: backend.readSync.bind(backend),
    read: backend.read.bind(backend),
  };
  const gather = watchGather();

  /** Data from before becomes an input of the graph, never a constant. */
  const meet = (dataId: DataId, tensor: object): void => {
    const entry = backend.tensorMap.get(dataId);
    if (entry.values !== null) {
      // It was waiting to be uploaded since before: behind the recorder's back.
      entry.id = binding.createTensor(entry.shape, entry.dtype, entry.values);
      entry.values = null;
    }
    if (recorder.knows(entry.id)) return;
    const variable = variables.get(dataId);
    recorder.addInput(
      { id: entry.id, dtype: entry.dtype, shape: entry.shape },
      variable === undefined
        ? { kind: 'capture', tensor: hold(backend, dataId, tensor as Tensor) }
        : { kind: 'variable', variable },
    );
  };

  backend.binding = recordingBinding(binding, recorder);
  backend.getInputTensorIds = (tensors) => {
    for (const tensor of tensors) {
      // What has no data is an Int64Scalar, which is uploaded on the spot.
      if ('dataId' in tensor && !made.has(tensor.dataId as DataId)) {
        meet(tensor.dataId as DataId, tensor);
      }
    }
    return own.getInputTensorIds(tensors);
  };
  backend.createOutputTensor = (native) => {
    if (recorder.reason === undefined && !recorder.knows(native.id)) {
      recorder.refuse('a tensor comes from elsewhere than an operation');
    }
    const tensor = own.createOutputTensor(native);
    made.add(tensor.dataId);
    return tensor;
  };
  backend.write = (values, shape, dtype) => {
    const dataId = own.write(values, shape, dtype);
    made.add(dataId);
    return dataId;
  };
  const isConstant = (dataId: DataId): boolean => {
    const entry = backend.tensorMap.get(dataId);
    return made.has(dataId) && (entry.values !== null || !recorder.varies(entry.id));
  };
  backend.readSync = (dataId) => {
    if (!isConstant(dataId) && !gather.isRunning()) recorder.refuse(HOST_READ);
    return own.readSync(dataId);
  };
  backend.read = (dataId) => {
    if (!isConstant(dataId)) recorder.giveUp(HOST_READ);
    return Promise.resolve(own.readSync(dataId));
  };
  return {
    made,
    stop() {
      gather.stop();
      backend.binding = binding;
      for (const name of Object.keys(own)) Reflect.deleteProperty(backend, name);
    },
  };
}

/** A copy that records: the properties of the binding itself cannot be written. */
function recordingBinding(binding: NativeBinding, recorder: Recorder): NativeBinding {
  const copy: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(binding)) copy[name] = Reflect.get(binding, name);
  const recording: Partial<NativeBinding> = {
    executeOp(name, attributes, inputs, outputs) {
      const results = binding.executeOp(name, attributes, inputs, outputs);
      try {
        recorder.addOperation(name, attributes, inputs, results);
      } catch (error) {
        for (const { id } of results) binding.deleteTensor(id);
        throw error;
      }
      return results;
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      recorder.addHostData(id, { shape, dtype, values });
      return id;
    },
    runSavedModel(session, inputs, feeds, fetches) {
      recorder.refuse('a SavedModel runs inside of the function');
      return binding.runSavedModel(session, inputs, feeds, fetches);
    },
  };
  return Object.assign(copy, recording) as unknown as NativeBinding;
}

/** A handle of our own on the data, whatever the function's caller does with his. */
function hold(backend: NativeBackend, dataId: DataId, { shape, dtype }: Tensor): Tensor {
  backend.incRef(dataId);
  const handle = engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
  handle.kept = true;
  return handle;
}

/**
 * `gather` reads its indices to check them, which is no reason to give up: the operation checks them
 * again in every run of the graph.
 */
function watchGather(): { isRunning(): boolean; stop(): void } {
  const kernel = getKernel('GatherV2', 'tensorflow') as
    { kernelFunc: (...call: never[]) => unknown } | undefined;
  if (kernel === undefined) return { isRunning: () => false, stop: () => undefined };
  const { kernelFunc } = kernel;
  let running = 0;
  kernel.kernelFunc = (...call) => {
    running++;
    try {
      return Reflect.apply(kernelFunc, undefined, call) as unknown;
    } finally {
      running--;
    }
  };
  return {
    isRunning: () => running > 0,
    stop() {
      kernel.kernelFunc = kernelFunc;
    },
  };
}

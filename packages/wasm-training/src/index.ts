export { fastAdam, type FastAdamOptions } from './fast-adam.ts';
export {
  registerTrainingKernels,
  type RegisteredKernels,
  type TrainingKernelOptions,
} from './register-training-kernels.ts';
export {
  startWasmEngine,
  wasmEngine,
  type StartWasmEngineOptions,
  type WasmEngine,
  type WasmEngineOptions,
} from './engine/wasm-engine.ts';
export type { PlanReport } from './engine/planned.ts';

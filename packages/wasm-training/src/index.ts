export { registerTrainingKernels, type RegisteredKernels } from './register-training-kernels.ts';
export {
  startWasmEngine,
  wasmEngine,
  type StartWasmEngineOptions,
  type WasmEngine,
  type WasmEngineOptions,
} from './engine/wasm-engine.ts';
export type { PlanReport } from './engine/planned.ts';

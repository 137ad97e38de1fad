export { fastAdam, type FastAdamOptions } from './fast-adam.ts';
export {
  registerTrainingKernels,
  type RegisteredKernels,
  type TrainingKernelOptions,
} from './register-training-kernels.ts';

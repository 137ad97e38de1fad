export {
  registerTrainingKernels,
  type RegisteredKernels,
  type TrainingKernelOptions,
} from './register-training-kernels.ts';

export { registerTrainingKernels, type RegisteredKernels } from './register-training-kernels.ts';

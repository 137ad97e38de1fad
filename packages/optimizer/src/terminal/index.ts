export { progressBar, type OutputStream, type ProgressBarOptions } from './progress-bar.ts';

export {
  diagnose,
  type DiagnosedBackend,
  type Diagnosis,
  type DiagnoseOptions,
} from './diagnose.ts';
export type { FoundPackage } from './packages.ts';
export { reportLines } from './report-lines.ts';
export type { Threads } from './threads.ts';
export type { TriedBackend } from './try-backend.ts';

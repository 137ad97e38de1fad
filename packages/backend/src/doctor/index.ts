export { diagnose, type Diagnosis, type DiagnoseOptions } from './diagnose.ts';
export type { FoundPackage } from './packages.ts';
export { reportLines } from './report-lines.ts';
export type { TriedBackend } from './try-backend.ts';

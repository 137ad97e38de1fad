export { graphEngine, type GraphEngineOptions } from './graph-engine.ts';
export { jit, type JitFunction, type JitOptions } from './jit.ts';
export type { TracingOptions } from './options.ts';
export type { EagerReport, GraphReport, SignatureReport } from './report.ts';

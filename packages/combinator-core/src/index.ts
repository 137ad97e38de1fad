// Contract
export * from './contract/index.ts';

// Combinators
export * from './combinators/index.ts';

// Reports
export * from './reports/index.ts';

// Particles
export { defineParticle, type ParticleDefinition } from './define-particle.ts';
export type {
  AnyParticle,
  Composition,
  CompositionNode,
  Edge,
  EdgeStatus,
  HostValue,
  Initializer,
  InitializerName,
  Json,
  JsonObject,
  Label,
  LabelledBox,
  ParamSpec,
  ParamSpecs,
  Particle,
  RunContext,
  RunResult,
  Source,
  TensorRecord,
  Traits,
  Value,
  ValueOf,
  ValuesOf,
} from './particle.ts';
export { checkOptions, is, optional, type OptionCheck, type OptionChecks } from './options.ts';

// Weights
export { createRandom, type RandomSource } from './random.ts';
export { initialize, type InitializeOptions } from './initialize.ts';
export { createInitialValue, initializerNames, isInitializer } from './initializers.ts';
export {
  checkVariables,
  cloneVariables,
  disposeVariables,
  splitVariables,
  type CheckVariablesOptions,
  type Variable,
  type Variables,
} from './variables.ts';

// Running
export { waitForBackend } from './internal/require-backend.ts';
export { apply, type Applied } from './apply.ts';
export { createContext, type ContextOptions } from './context.ts';
export type {
  CompiledFunction,
  CompileOptions,
  Engine,
  KeptRows,
  RowTable,
  SynchronousEngine,
  SynchronousFunction,
  TensorTree,
} from './engine.ts';
export { givenDraws, listDraws, makeDraws, type DrawList } from './draws.ts';
export { defaultEngine, setDefaultEngine } from './engines/default.ts';
export { eagerEngine } from './engines/eager.ts';
export { registerGradients } from './gradients.ts';
export { createModel, type Model, type ModelOptions } from './model.ts';
export { predict, type PredictOptions, type PredictWithOptions } from './predict.ts';
export type { NestedArray, NumberRow } from './internal/nested-array.ts';
export type { PredictInput, PredictOutput, PredictValue } from './predict-types.ts';
export { checkSingleTfjs } from './single-tfjs.ts';

// Storing
export { leafKind } from './leaf-kind.ts';
export { fromManifest } from './manifest/from-manifest.ts';
export type { ManifestNode, ParticleManifest } from './manifest/manifest.ts';
export { toManifest } from './manifest/to-manifest.ts';
export { createRegistry, type ParticleKind, type Registry } from './registry.ts';

// Errors
export { isParticleError, ParticleError, type ErrorCode, type ErrorDetails } from './errors.ts';

export { connect, type Connection } from './connect.ts';
export { diff, type Compatibility, type ContractChange, type ContractDiff } from './diff.ts';
export { isSpread, type Dim, type DimExpression, type Padding, type Shape } from './dim.ts';
export { equalDims } from './equal-dims.ts';
export { evaluateDim, evaluateShape, type Bindings } from './evaluate.ts';
export {
  formatDim,
  formatPorts,
  formatRange,
  formatShape,
  formatSpec,
  formatSpecInFull,
} from './format.ts';
export type { Attributes, Supply } from './promise.ts';
export {
  isTensorSpec,
  type Constraint,
  type Constraints,
  type Contract,
  type DType,
  type Ports,
  type Range,
  type ScaledRange,
  type Spec,
  type TensorSpec,
  type ValueKind,
  type ValueSpec,
} from './spec.ts';
export { unify, type Mismatch, type Unified } from './unify.ts';
export { validateContract, type SizedParts } from './validate.ts';
export { contractVersion } from './version.ts';

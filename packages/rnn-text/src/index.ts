export { rnnTextKinds } from './kinds.ts';

// Recurrent
export {
  bidirectional,
  type Bidirectional,
  type BidirectionalOptions,
  type Merged,
} from './recurrent/bidirectional.ts';
export type { MergeMode } from './recurrent/both-ways.ts';
export { gruCell, type GruCell, type GruCellOptions } from './recurrent/gru-cell.ts';
export { gru, type Gru, type GruOptions, type GruOutputs } from './recurrent/gru.ts';
export { lstmCell, type LstmCell, type LstmCellOptions } from './recurrent/lstm-cell.ts';
export { lstm, type Lstm, type LstmOptions, type LstmOutputs } from './recurrent/lstm.ts';
export type {
  FirstState,
  MaskInput,
  SequenceInput,
  SequenceOutput,
  StateSpec,
  StepInput,
} from './recurrent/ports.ts';
export type { CellOptions, SequenceOptions } from './recurrent/recurrent-options.ts';

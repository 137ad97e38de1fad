import { backendsRule } from './backends.ts';
import { batchRule } from './batch.ts';
import { closureRule } from './closure.ts';
import { contractRule } from './contract.ts';
import { costRule } from './cost.ts';
import { determinismRule } from './determinism.ts';
import { frozenRule } from './frozen.ts';
import { gradientRule } from './gradient.ts';
import { inputsRule } from './inputs.ts';
import { manifestRule } from './manifest.ts';
import { memoryRule } from './memory.ts';
import { namingRule } from './naming.ts';
import { optionsRule } from './options.ts';
import { purityRule } from './purity.ts';
import { rangeRule } from './range.ts';
import type { Rule } from './rule.ts';
import { stateRule } from './state.ts';
import { traitsRule } from './traits.ts';
import { withinRule } from './within.ts';

/** All rules, in the order in which they are told. */
export const everyRule: readonly Rule[] = [
  namingRule,
  frozenRule,
  manifestRule,
  optionsRule,
  contractRule,
  rangeRule,
  inputsRule,
  purityRule,
  determinismRule,
  stateRule,
  memoryRule,
  batchRule,
  gradientRule,
  backendsRule,
  costRule,
  traitsRule,
  closureRule,
  withinRule,
];

import type { Case } from '../case.ts';
import { backendCases } from './backend.ts';
import { decodeCases } from './decode.ts';
import { errorCases } from './errors.ts';
import { preprocessCases } from './preprocess.ts';
import { savedModelCases } from './saved-model.ts';
import { textCases } from './text.ts';
import { trainingCases } from './training.ts';
import { weightCases } from './weights.ts';

/** Every case but the one that does without TensorFlow.js. */
export const cases: readonly Case[] = [
  ...decodeCases,
  ...preprocessCases,
  ...textCases,
  ...weightCases,
  ...trainingCases,
  ...savedModelCases,
  ...errorCases,
  ...backendCases,
];

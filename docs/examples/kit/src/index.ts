export { answerTexts } from './answer-texts.ts';
export { askProcess } from './ask-process.ts';
export { readTextOptions, type TextOptions } from './options.ts';
export { runMain, UsageError } from './run-main.ts';
export { runTextClassifier, type TextClassifierTask } from './run-text-classifier.ts';
export { type SavedModel, savedModel } from './saved-model.ts';
export type { LabelledTexts } from './split.ts';
export { counted, grouped, percent } from './text.ts';

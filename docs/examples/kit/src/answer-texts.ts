import { join } from 'node:path';
import type { Label } from '@sora-particles/combinator-core';
import { askProcess } from './ask-process.ts';
import type { SavedModel } from './saved-model.ts';

/** Has a process that knows nothing but the saved model answer. */
export async function answerTexts(
  { library, name, version }: SavedModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Label[]> {
  const script = join(import.meta.dirname, 'answer-process.ts');
  const answers = await askProcess(script, [library, name, String(version)], texts, signal);
  return answers as readonly Label[];
}

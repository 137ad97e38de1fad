import { join } from 'node:path';
import { askProcess, type SavedModel } from '@sora-particles/example-kit';

/** Has a process that knows nothing but the saved model translate. */
export async function translateTexts(
  { library, version }: SavedModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const script = join(import.meta.dirname, 'predict-process.ts');
  return (await askProcess(script, [library, String(version)], texts, signal)) as string[];
}

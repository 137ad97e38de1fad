import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Label, ParticleError } from '@sora-particles/combinator-core';
import type { SavedModel } from './saved-model.ts';

/** Starts a process that knows nothing but the saved model, and has it answer. */
export async function answerTexts(
  { library, name, version }: SavedModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Label[]> {
  const script = join(import.meta.dirname, 'answer-process.ts');
  // With the arguments of this process, so that it runs TypeScript in the same way.
  const args = [...process.execArgv, script, library, name, String(version)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A process that dies early closes its input: what matters is how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(texts));
  const [answers, code] = await Promise.all([text(child.stdout), ended]);
  if (code === 0) return JSON.parse(answers) as readonly Label[];
  throw new ParticleError({
    code: 'output-invalid',
    summary: `the second process ended with code ${String(code)}`,
    path: script,
  });
}

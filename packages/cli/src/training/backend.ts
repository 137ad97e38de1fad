import { availableParallelism } from 'node:os';
import type { SelectedBackend } from '@sora-particles/backend';
import { isParticleError } from '@sora-particles/combinator-core';
import type { Invocation, OptionSpec } from '../cli/command.ts';
import { text, wholeNumber, wrongValue } from '../cli/values.ts';

/** Options of commands that compute. */
export const backendOptions: readonly OptionSpec[] = [
  { name: 'backend', value: 'name', description: 'tensorflow, wasm or cpu (default: the fastest)' },
  {
    name: 'workers',
    value: 'n',
    description: 'threads that share each step on wasm (default: one for each core, up to 4)',
  },
];

/**
 * Starts the backend that the options ask for.
 *
 * @throws ParticleError `backend-missing`, or `option-invalid` for a backend that nobody knows.
 */
export async function startBackend({ options }: Invocation): Promise<SelectedBackend> {
  const prefer = text(options, 'backend');
  const workers = wholeNumber(options, 'workers', 1, Math.min(4, availableParallelism()));
  const { selectBackend } = await import('@sora-particles/backend');
  try {
    return await selectBackend({ workers, ...(prefer !== undefined && { prefer }) });
  } catch (error) {
    const isUnknown = isParticleError(error, 'backend-missing') && error.found === prefer;
    if (!isUnknown || prefer === undefined) throw error;
    throw wrongValue('backend', error.expected ?? 'the name of a backend', prefer);
  }
}

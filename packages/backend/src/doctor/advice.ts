import type { Diagnosis } from './diagnose.ts';

/** The one thing to do first: what is wrong comes before what is slow. */
export function adviceFor(
  found: Pick<Diagnosis, 'packages' | 'coreCopies' | 'backends' | 'cores' | 'sharedMemory'>,
  nativeCommand = 'npx @sora-particles/native-setup',
): string | undefined {
  const { packages, coreCopies, backends, cores, sharedMemory } = found;
  const works = (name: string) => backends.some((one) => one.name === name && one.works);
  if (coreCopies.length === 0) return 'npm install @tensorflow/tfjs-core@4.22.0';
  if (coreCopies.length > 1) {
    return 'npm dedupe (one copy of @tensorflow/tfjs-core must be left, or tensors of one are unknown to the other)';
  }
  const core = coreCopies[0]?.version;
  const other = packages.find(({ version }) => version !== core);
  if (other !== undefined)
    return `npm install ${other.name}@${String(core)} (all of the same version)`;
  if (!works('tensorflow')) {
    return `${nativeCommand} (training is several times faster on the native backend)`;
  }
  return works('wasm') || !sharedMemory || cores < 2
    ? undefined
    : 'npm install @tensorflow/tfjs-backend-wasm@4.22.0';
}

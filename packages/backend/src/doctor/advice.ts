import type { Diagnosis } from './diagnose.ts';
import { INTRAOP } from './threads.ts';

/** What {@link adviceFor} looks at. */
export type Findings = Pick<
  Diagnosis,
  'packages' | 'coreCopies' | 'backends' | 'cores' | 'machine'
>;

/** Systems for which tfjs-node or the wheel of the native set-up is published. */
const NATIVE = /^(linux x64|darwin |win32 x64)/;

/** The one thing to do first: what is wrong comes before what is slow. */
export function adviceFor(
  found: Findings,
  nativeCommand = 'npx @sora-particles/native-setup',
): string {
  return mistakeIn(found) ?? accelerationFor(found, nativeCommand);
}

function mistakeIn({ packages, coreCopies }: Findings): string | undefined {
  if (coreCopies.length === 0) return 'npm install @tensorflow/tfjs-core@4.22.0';
  if (coreCopies.length > 1) {
    return 'npm dedupe (one copy of @tensorflow/tfjs-core must be left, or tensors of one are unknown to the other)';
  }
  const core = coreCopies[0]?.version;
  const other = packages.find(({ version }) => version !== core);
  return other && `npm install ${other.name}@${String(core)} (all of the same version)`;
}

function accelerationFor({ backends, cores, machine }: Findings, nativeCommand: string): string {
  const working = (name: string) => backends.find((one) => one.name === name && one.works);
  const [native, wasm] = [working('tensorflow'), working('wasm')];
  const workers = (wasm?.threads.most ?? 1) > 1 ? `fit({ workers: ${String(cores)} })` : undefined;
  if (native === undefined) {
    if (NATIVE.test(machine)) {
      const meanwhile = workers === undefined ? '' : `; until then ${workers} shares the work`;
      return `${nativeCommand} (training is two to three times as fast on the native backend${meanwhile})`;
    }
    if (wasm === undefined) return 'npm install @tensorflow/tfjs-backend-wasm@4.22.0';
    return workers === undefined
      ? 'fit({ batchSize: 128 }) (in a larger batch, each example costs less)'
      : `${workers} (threads share each step; the native backend is not made for this machine)`;
  }
  const { count, by } = native.threads;
  if (by.startsWith(INTRAOP) && cores > 2 && count < cores) {
    return `unset ${INTRAOP} (it keeps the native backend to ${String(count)} of ${String(cores)} cores)`;
  }
  if (by.startsWith(INTRAOP) && cores <= 2 && count > 1) {
    return `unset ${INTRAOP} (on two cores one thread is faster, and selectBackend() sees to it)`;
  }
  const install =
    wasm === undefined ? 'npm install @tensorflow/tfjs-backend-wasm@4.22.0, and ' : '';
  return `${install}selectBackend({ prefer: 'wasm' }) where small networks answer one at a time (in half the time there; training is at its fastest already)`;
}

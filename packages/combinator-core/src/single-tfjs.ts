import {
  engine,
  env,
  Environment,
  KernelBackend,
  Tensor,
  version_core as ownVersion,
} from '@tensorflow/tfjs-core';
import { ParticleError } from './errors.ts';

/** A copy of tfjs-core that a copy of this package is bound to. */
interface Copy {
  readonly version: string;
  readonly tensorClass: unknown;
}

const KEY = Symbol.for('@sora-particles/combinator-core/tfjs-copies');

/**
 * Checks that one copy of `@tensorflow/tfjs-core` is loaded. Two copies share some of their state and
 * not the rest, which leads to tensors that are not recognised, kernels that are missing and leaks.
 * `eagerEngine()` and `createModel()` call this by themselves.
 *
 * A second copy shows in three ways: it was loaded before ours and owns the global environment; the
 * current backend was made for it; or another copy of this package is bound to it.
 *
 * @throws ParticleError `backend-duplicate`, with the versions as far as they are known.
 *
 * @example
 * ```ts
 * import { checkSingleTfjs } from '@sora-particles/combinator-core';
 *
 * checkSingleTfjs();
 * ```
 */
export function checkSingleTfjs(): void {
  const copies = knownCopies();
  if (!copies.some(({ tensorClass }) => tensorClass === Tensor)) {
    copies.push({ version: ownVersion, tensorClass: Tensor });
  }
  if (copies.length > 1) {
    throw duplicate(copies.map(({ version }) => version).join(' and '));
  }
  if (!(env() instanceof Environment)) {
    throw duplicate(`${ownVersion}, and another that was loaded before it`);
  }
  // Not `backend()`: that would start one where none runs, and throw where one failed to start.
  const { backendName, registry } = engine();
  const running = registry[backendName];
  if (running !== undefined && !(running instanceof KernelBackend)) {
    throw duplicate(`${ownVersion}, and another that the backend '${backendName}' was made for`);
  }
}

/** Kept on the global object, as another copy of this package has variables of its own. */
function knownCopies(): Copy[] {
  const scope = globalThis as { [KEY]?: Copy[] };
  const known = scope[KEY] ?? [];
  scope[KEY] = known;
  return known;
}

function duplicate(found: string): ParticleError {
  return new ParticleError({
    code: 'backend-duplicate',
    summary: 'two copies of @tensorflow/tfjs-core are loaded',
    expected: 'one copy',
    found,
    remedy:
      "find them with `npm ls @tensorflow/tfjs-core`, install the same version everywhere, then run `npm dedupe`; in a bundler, resolve '@tensorflow/tfjs-core' to one folder",
  });
}

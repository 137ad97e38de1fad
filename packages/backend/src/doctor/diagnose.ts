import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { adviceFor } from './advice.ts';
import { copiesOf, type FoundPackage, tensorflowPackages } from './packages.ts';
import { sharesMemory } from './shared-memory.ts';
import { type Threads, threadsOf } from './threads.ts';
import { type TriedBackend, tryBackend } from './try-backend.ts';

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /** Folder of the project. Default: the current one. */
  readonly project?: string;
  /** The command that sets up the native backend. Default: `npx @sora-particles/native-setup`. */
  readonly nativeCommand?: string;
}

/** A backend, and how many threads share its work. */
export interface DiagnosedBackend extends TriedBackend {
  /** As it is and as it may be; those that one would have where it does not work. */
  readonly threads: Threads;
}

/** What {@link diagnose} found. */
export interface Diagnosis {
  /** Version of Node, e.g. `v22.11.0`. */
  readonly node: string;
  /** Operating system and processor, e.g. `linux x64`. */
  readonly machine: string;
  /** Threads that run at the same time. */
  readonly cores: number;
  /** Whether threads can share memory (it is tried), which workers on WebAssembly need. */
  readonly sharedMemory: boolean;
  /** The backends in the order of their usual speed. */
  readonly backends: readonly DiagnosedBackend[];
  /** The packages of TensorFlow.js that the project gets. */
  readonly packages: readonly FoundPackage[];
  /** Every copy of tfjs-core in the tree; more than one is a mistake. */
  readonly coreCopies: readonly FoundPackage[];
  /** The one thing that would help this machine most, as a command or a call. */
  readonly advice: string;
}

/**
 * Looks at what this machine and project can run, each backend in a process of its own. Node only.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 *
 * @example
 * ```ts no-run
 * import { diagnose } from '@sora-particles/backend/doctor';
 *
 * const { backends, advice } = await diagnose();
 * ```
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Diagnosis> {
  checkOptions<DiagnoseOptions>('diagnose', options, {
    project: optional(is.string),
    nativeCommand: optional(is.string),
  });
  const project = resolve(options.project ?? process.cwd());
  const packages = await tensorflowPackages(project);
  const coreCopies = await copiesOf('@tensorflow/tfjs-core', project);
  const cores = availableParallelism();
  const sharedMemory = await sharesMemory();
  const backends: DiagnosedBackend[] = [];
  for (const name of ['tensorflow', 'wasm', 'cpu'] as const) {
    const tried = await tryBackend(name, project);
    const threads = threadsOf(tried, { cores, sharedMemory, env: process.env });
    backends.push({ ...tried, threads });
  }
  const found = {
    node: process.version,
    machine: `${process.platform} ${process.arch}`,
    ...{ cores, sharedMemory, backends, packages, coreCopies },
  };
  return { ...found, advice: adviceFor(found, options.nativeCommand) };
}

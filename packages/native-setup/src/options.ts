import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import type { Machine } from './machine.ts';

/** Options of {@link setUpNative}. All may be left out. */
export interface SetUpNativeOptions {
  /** Folder of the project that is to have `@tensorflow/tfjs-node`. Default: the current one. */
  readonly project?: string;
  /**
   * Folder that keeps the unpacked libraries and the compiled binding for all projects of this user,
   * about 855 MB. Default: `sora-particles` in `XDG_CACHE_HOME`, or `~/.cache/sora-particles`.
   */
  readonly cache?: string;
  /** Path of the wheel where it was downloaded before; nothing else is then downloaded but npm packages. */
  readonly wheel?: string;
  /** Is told in one line each what is done. Default: nobody. */
  readonly onNotice?: (notice: string) => void;
  /** Stops the set-up, and with it every command that it runs. */
  readonly signal?: AbortSignal;
}

/** Options of {@link checkNative}. All may be left out. */
export interface CheckNativeOptions {
  /** Folder of the project. Default: the current one. */
  readonly project?: string;
  /** As in {@link SetUpNativeOptions.cache}. */
  readonly cache?: string;
}

/** The options, complete, with absolute paths. */
export interface Job {
  readonly project: string;
  readonly cache: string;
  readonly wheel: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly say: (notice: string) => void;
}

const isPath = (value: unknown) =>
  typeof value === 'string' && value !== '' ? undefined : 'a path';

/** @throws ParticleError `option-unknown`, `option-invalid`. */
export function setUpJob(options: SetUpNativeOptions, machine: Machine): Job {
  checkOptions<SetUpNativeOptions>('setUpNative', options, {
    project: optional(isPath),
    cache: optional(isPath),
    wheel: optional(isPath),
    onNotice: optional(is.function),
    signal: optional((value) => (value instanceof AbortSignal ? undefined : 'an AbortSignal')),
  });
  const { wheel, signal, onNotice } = options;
  return {
    ...places(options, machine),
    wheel: wheel === undefined ? undefined : resolve(wheel),
    signal,
    say: (notice) => onNotice?.(notice),
  };
}

/** @throws ParticleError `option-unknown`, `option-invalid`. */
export function checkJob(options: CheckNativeOptions, machine: Machine): Job {
  checkOptions<CheckNativeOptions>('checkNative', options, {
    project: optional(isPath),
    cache: optional(isPath),
  });
  return {
    ...places(options, machine),
    wheel: undefined,
    signal: undefined,
    say: () => undefined,
  };
}

function places(options: CheckNativeOptions, { env }: Machine): Pick<Job, 'project' | 'cache'> {
  const { project = process.cwd(), cache } = options;
  return {
    project: resolve(project),
    cache: join(resolve(cache ?? defaultCache(env)), 'native'),
  };
}

function defaultCache(env: Machine['env']): string {
  // A relative path in this variable is to be ignored, says its specification.
  const base = env['XDG_CACHE_HOME'];
  const isAbsolute = base !== undefined && base.startsWith('/');
  return join(isAbsolute ? base : join(env['HOME'] ?? homedir(), '.cache'), 'sora-particles');
}

/** @throws ParticleError `aborted`. */
export function throwIfAborted({ signal }: Pick<Job, 'signal'>): void {
  if (signal?.aborted !== true) return;
  throw new ParticleError({
    code: 'aborted',
    summary: 'the set-up was stopped; run it again to go on',
    cause: signal.reason,
  });
}

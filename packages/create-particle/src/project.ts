import { basename, resolve } from 'node:path';
import {
  checkOptions,
  is,
  optional,
  type OptionCheck,
  ParticleError,
} from '@sora-particles/combinator-core';
import { type Names, namesOf } from './names.ts';
import { isRunner, type Runner, runners } from './runners.ts';

/** Options of {@link createProject}. All but `name` may be left out. */
export interface CreateProjectOptions {
  /** Name of the npm package, e.g. `@acme/soft-clip`. */
  readonly name: string;
  /** A package for a particle, or an application that composes particles. Default `'particle'`. */
  readonly template?: 'particle' | 'application';
  /** Folder that is made, or is there and empty. Default: the name without its scope, here. */
  readonly folder?: string;
  /** SPDX identifier. Its text is written for `'Apache-2.0'` and `'MIT'`. Default `'Apache-2.0'`. */
  readonly license?: string;
  /** For package.json and the licence, e.g. `Ada <ada@example.org>`. Default: nobody is named. */
  readonly author?: string;
  /** What runs its tests. Default `'node'`, the runner of Node itself. */
  readonly runner?: Runner;
  /** Stops it; nothing is left behind then. */
  readonly signal?: AbortSignal;
}

/** A project to be made, with nothing left open. */
export interface Project {
  readonly names: Names;
  readonly template: 'particle' | 'application';
  readonly folder: string;
  readonly license: string;
  readonly author: string | undefined;
  readonly runner: Runner;
}

// eslint-disable-next-line no-control-regex -- they are what is refused
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

const isTemplate: OptionCheck = (value) =>
  value === 'particle' || value === 'application' ? undefined : "'particle' or 'application'";
const isRunnerName: OptionCheck = (value) =>
  isRunner(value) ? undefined : `one of ${Object.keys(runners).join(', ')}`;
const isLicense: OptionCheck = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9.+() -]{0,99}$/.test(value)
    ? undefined
    : "an SPDX identifier, such as 'Apache-2.0', 'MIT' or 'UNLICENSED'";
const isLine: OptionCheck = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 200 && !CONTROL.test(value)
    ? undefined
    : 'a line of up to 200 characters';
const isFolder: OptionCheck = (value) =>
  typeof value === 'string' && value !== '' && !CONTROL.test(value) ? undefined : 'a path';

/**
 * Checks the options, and fills in what is left out.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 */
export function projectOf(options: CreateProjectOptions): Project {
  checkOptions<CreateProjectOptions>('createProject', options, {
    name: is.string,
    template: optional(isTemplate),
    folder: optional(isFolder),
    license: optional(isLicense),
    author: optional(isLine),
    runner: optional(isRunnerName),
    signal: optional(isSignal),
  });
  const { name, template = 'particle', license = 'Apache-2.0', author, runner = 'node' } = options;
  const names = namesOf(name);
  const folder = resolve(options.folder ?? names.short);
  if (basename(folder) === '') {
    throw new ParticleError({
      code: 'option-invalid',
      summary: 'a project cannot be the root of a disk',
      path: folder,
    });
  }
  return { names, template, folder, license, author, runner };
}

function isSignal(value: unknown): string | undefined {
  return value instanceof AbortSignal ? undefined : 'an AbortSignal';
}

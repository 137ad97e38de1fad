import type { Json, JsonObject } from '@sora-particles/combinator-core';

/** A test runner that a project can be made for. */
export type Runner = 'node' | 'vitest' | 'jest';

/** What a project needs to be tested with a runner. */
interface RunnerParts {
  /** Where tests import `test` and `describe` from. */
  readonly module: string;
  /** The script `test`. */
  readonly command: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** More for package.json. */
  readonly fields: JsonObject;
}

const swc: Json = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};

/** Each runner, by its name. Versions are the newest that work on Node 20. */
export const runners: Readonly<Record<Runner, RunnerParts>> = {
  node: {
    module: 'node:test',
    command: 'node --import tsx --test test/*.test.ts',
    devDependencies: { tsx: '^4.23.15' },
    fields: {},
  },
  vitest: {
    module: 'vitest',
    command: 'vitest run',
    devDependencies: { vitest: '^4.1.12' },
    fields: {},
  },
  jest: {
    module: '@jest/globals',
    command: 'jest',
    devDependencies: {
      '@jest/globals': '^30.5.2',
      '@swc/core': '^1.16.22',
      '@swc/jest': '^0.2.39',
      jest: '^30.5.2',
    },
    fields: {
      jest: {
        modulePathIgnorePatterns: ['<rootDir>/dist/'],
        transform: { '\\.ts$': ['@swc/jest', swc] },
      },
    },
  },
};

/** Whether there is a runner of this name. */
export function isRunner(name: unknown): name is Runner {
  return typeof name === 'string' && Object.hasOwn(runners, name);
}

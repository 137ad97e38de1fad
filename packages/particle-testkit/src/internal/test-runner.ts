import { ParticleError } from '@sora-particles/combinator-core';

/** The two functions of a test runner that are needed: those of jest, vitest, mocha and node:test fit. */
export interface TestRunner {
  /** Registers a group of tests. */
  readonly describe: (name: string, tests: () => void) => unknown;
  /** Registers a test; `timeout` is in milliseconds. */
  readonly test: (name: string, run: () => Promise<void>, timeout?: number) => unknown;
}

interface Global extends Partial<TestRunner> {
  readonly it?: TestRunner['test'];
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** Since Node 20.16. */
    readonly getBuiltinModule?: (id: string) => TestRunner | undefined;
  };
}

/** Runners that have their functions elsewhere where they are not global: node:test would run beside them. */
const OTHERS = ['VITEST', 'JEST_WORKER_ID'];

/**
 * The global functions of jest, vitest or mocha; those of node:test where there are none.
 *
 * @throws ParticleError `option-missing`.
 */
export function presentRunner(): TestRunner {
  const { describe, test, it, process }: Global = globalThis as object;
  const register = test ?? it;
  if (describe !== undefined && register !== undefined) return { describe, test: register };
  if (!OTHERS.some((name) => process?.env?.[name] !== undefined)) {
    const builtIn = process?.getBuiltinModule?.('node:test');
    if (builtIn !== undefined) return builtIn;
  }
  throw new ParticleError({
    code: 'option-missing',
    summary: 'there is no global describe() and test()',
    remedy: 'pass those of your test runner: { describe, test }',
  });
}

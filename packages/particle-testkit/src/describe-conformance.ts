import { ParticleError } from '@sora-particles/combinator-core';
import { conformanceTests, type ConformanceOptions } from './conformance-tests.ts';

/** The two functions of a test runner that are needed: those of jest, vitest and mocha fit. */
export interface TestRunner {
  /** Registers a group of tests. */
  readonly describe: (name: string, tests: () => void) => unknown;
  /** Registers a test; `timeout` is in milliseconds. */
  readonly test: (name: string, run: () => Promise<void>, timeout?: number) => unknown;
}

/** Gradients of larger particles take their time on a busy machine: milliseconds. */
const TIMEOUT = 60_000;

/**
 * Registers the tests of {@link conformanceTests} with a test runner, a group for each example.
 *
 * @param options - What to test.
 * @param runner - Default: the global `describe` and `test` (or `it`) of jest, vitest or mocha.
 * @throws ParticleError `option-missing` if there is no runner; as `conformanceTests`.
 *
 * @example
 * ```ts no-run
 * import '@tensorflow/tfjs-backend-cpu';
 * import { dense, elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { describeConformance } from '@sora-particles/particle-testkit';
 *
 * describeConformance({ kinds: elementaryKinds, examples: [dense({ units: 3 })] });
 * ```
 */
export function describeConformance(
  options: ConformanceOptions,
  runner: TestRunner = globalRunner(),
): void {
  const tests = conformanceTests(options);
  for (const title of new Set(tests.map(({ example }) => example))) {
    runner.describe(title, () => {
      for (const test of tests.filter(({ example }) => example === title)) {
        runner.test(test.name.slice(title.length + 1), () => test.run(), TIMEOUT);
      }
    });
  }
}

function globalRunner(): TestRunner {
  const { describe, test, it }: Partial<TestRunner & { readonly it: TestRunner['test'] }> =
    globalThis as object;
  const register = test ?? it;
  if (describe !== undefined && register !== undefined) return { describe, test: register };
  throw new ParticleError({
    code: 'option-missing',
    summary: 'there is no global describe() and test()',
    remedy: 'pass those of your test runner: describeConformance(options, { describe, test })',
  });
}

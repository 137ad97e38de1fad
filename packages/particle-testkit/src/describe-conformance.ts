import { conformanceTests, type ConformanceOptions } from './conformance-tests.ts';
import { presentRunner, type TestRunner } from './internal/test-runner.ts';

/** Gradients of larger particles take their time on a busy machine: milliseconds. */
const TIMEOUT = 60_000;

/**
 * Registers the tests of {@link conformanceTests} with a test runner, a group for each example.
 *
 * @param options - What to test.
 * @param runner - Default: the global `describe` and `test` (or `it`) of jest, vitest or mocha; without them,
 *   those of node:test.
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
  runner: TestRunner = presentRunner(),
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

import {
  isParticleError,
  leafKind,
  ParticleError,
  type AnyParticle,
  type JsonObject,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import type { ConformanceOptions } from './conformance-tests.ts';
import { describeConformance } from './describe-conformance.ts';
import type { Example } from './example.ts';
import type { TestRunner } from './internal/test-runner.ts';
import { oneLine } from './rules/rule.ts';

/** A set of options to test a particle with, and what the kit cannot find out from the contract. */
export interface Fixture<Options> extends Omit<Example, 'particle'> {
  /** What the factory takes. */
  readonly options: Options;
}

/** Settings of {@link describeParticle}: the runner, and what holds for all fixtures. */
export interface DescribeParticleSettings
  extends Partial<TestRunner>, Partial<Pick<ConformanceOptions, 'backend' | 'backends' | 'seeds'>> {
  /** Other kinds that the particle is made of. Those of the core are known. Default none. */
  readonly kinds?: readonly ParticleKind[];
}

/**
 * Registers with a test runner the tests that one particle must pass, a group for each set of options.
 * {@link describeConformance} does it for a whole package.
 *
 * @param factory - The factory of a particle that stores its options, without the name, as `config`; or a kind.
 * @param fixtures - At least one: one for each set of options that makes another particle.
 * @param settings - Default: the global `describe` and `test` (or `it`) of jest, vitest or mocha; without
 *   them, those of node:test.
 * @throws ParticleError `option-missing` if there is no runner; `option-invalid` for no fixtures, or options
 *   that the factory refuses, with the number of the fixture; as `conformanceTests`.
 *
 * @example
 * ```ts no-run
 * import '@tensorflow/tfjs-backend-cpu';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 * import { describeParticle } from '@sora-particles/particle-testkit';
 *
 * describeParticle(dense, [
 *   { options: { units: 3 } },
 *   { options: { units: 2, useBias: false }, bindings: { in: 5 } },
 * ]);
 * ```
 */
export function describeParticle<Options extends object = JsonObject>(
  factory: ((options: Options) => AnyParticle) | ParticleKind,
  fixtures: readonly Fixture<Options>[],
  settings: DescribeParticleSettings = {},
): void {
  const { describe, test, kinds = [], ...rest } = settings;
  const examples = fixtures.map(({ options, ...more }, i): Example => ({
    ...more,
    particle: make(factory, options, i),
  }));
  const kind = typeof factory === 'function' ? kindOf(factory, examples) : [factory];
  const runner = describe && test ? { describe, test } : undefined;
  describeConformance({ ...rest, kinds: [...kind, ...kinds], examples }, runner);
}

function make<Options extends object>(
  factory: ((options: Options) => AnyParticle) | ParticleKind,
  options: Options,
  position: number,
): AnyParticle {
  try {
    if (typeof factory === 'function') return factory(options);
    const { name, ...config } = options as JsonObject;
    return factory.create(config, [], typeof name === 'string' ? name : nameIn(factory.kind));
  } catch (cause) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `describeParticle(): the factory refuses fixtures[${position}].options`,
      path: `fixtures[${position}]${isParticleError(cause) && cause.path ? `: ${cause.path}` : ''}`,
      found: oneLine(cause),
      cause,
    });
  }
}

/** `conv2d` of `conv-recognizer/conv2d@1`. */
function nameIn(kind: string): string {
  return kind.slice(kind.indexOf('/') + 1).replace(/@.*$/, '');
}

function kindOf(
  factory: (options: never) => AnyParticle,
  [first]: readonly Example[],
): readonly ParticleKind[] {
  return first === undefined ? [] : [leafKind(first.particle.kind, factory)];
}

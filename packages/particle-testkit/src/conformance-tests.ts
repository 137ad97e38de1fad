import {
  checkOptions,
  combinatorKinds,
  createRegistry,
  is,
  optional,
  ParticleError,
  type AnyParticle,
  type OptionCheck,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { engine, ready, setBackend } from '@tensorflow/tfjs-core';
import { titled, type Example, type TitledExample } from './example.ts';
import { everyRule } from './rules/every-rule.ts';
import { oneLine, type Rule, type RuleName } from './rules/rule.ts';

/** What a package hands to {@link conformanceTests}. */
export interface ConformanceOptions {
  /** The kinds that the package exports, each of which needs an example. Those of the core are known. */
  readonly kinds: readonly ParticleKind[];
  /** Particles, at least one of every kind; with more than the particle where its contract does not tell all. */
  readonly examples: readonly (AnyParticle | Example)[];
  /** Backend of TensorFlow.js, which must have been imported. Default: the one that is active. */
  readonly backend?: string;
  /** Backends that must compute the same, the one that counts first. Default: all that have been imported. */
  readonly backends?: readonly string[];
  /** Roots of the random numbers, one input for each; safe integers. Default `[1, 2, 3]`. */
  readonly seeds?: readonly number[];
}

/** One rule, tested on one example. */
export interface ConformanceTest {
  /** Title of the example, or `package` for the tests of all examples together. */
  readonly example: string;
  /** The rule. */
  readonly rule: RuleName | 'complete';
  /** Example and rule as a sentence. */
  readonly name: string;
  /**
   * Runs the test.
   *
   * @throws ParticleError `conformance-failed`, with what was expected, found, and a remedy.
   */
  run(): Promise<void>;
}

/**
 * The tests that every particle must pass, ours or not: one for each example and rule. They need no test
 * runner; `describeConformance` hands them to one.
 *
 * Inputs are drawn at random from the contract (sizes, element types, ranges), from fixed seeds.
 *
 * @returns Tests that are independent of each other. Each leaves no tensor behind.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `kind-duplicate`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { defineParticle, leafKind } from '@sora-particles/combinator-core';
 * import { conformanceTests } from '@sora-particles/particle-testkit';
 * import { square } from '@tensorflow/tfjs-core';
 *
 * const kind = 'my-particles/squared@1';
 * const squared = ({ name = 'squared' }: { name?: string } = {}) =>
 *   defineParticle({
 *     kind,
 *     name,
 *     input: { x: { shape: ['...shape'], dtype: 'float32' } },
 *     output: { y: { shape: ['...shape'], dtype: 'float32' } },
 *     run: (_context, { x }) => ({ outputs: { y: square(x) } }),
 *   });
 * const tests = conformanceTests({ kinds: [leafKind(kind, squared)], examples: [squared()] });
 * const options = tests.find(({ rule }) => rule === 'options');
 * await options?.run().catch((error: Error) => console.log(error.message.split('\n')[0])); // my-particles/squared@1: an unknown option is passed over
 * ```
 */
export function conformanceTests(options: ConformanceOptions): readonly ConformanceTest[] {
  checkOptions<ConformanceOptions>('conformanceTests', options, {
    kinds: is.arrayOf(isKind),
    examples: isFilled,
    backend: optional(is.string),
    backends: optional(isNames),
    seeds: optional(isSeeds),
  });
  const { kinds, backend, backends = importedBackends(backend) } = options;
  const registry = createRegistry(withCore(kinds));
  const examples = titled(options.examples);
  const test = (example: TitledExample, rule: Rule): ConformanceTest => ({
    example: example.title,
    rule: rule.name,
    name: `${example.title} ${rule.title}`,
    run: async () => {
      if (backend !== undefined) await setBackend(backend);
      await ready();
      const { particle, seeds = options.seeds ?? [1, 2, 3] } = example;
      await guarded(example, rule.check({ example, particle, registry, seeds, backends }));
    },
  });
  return [
    complete(kinds, examples),
    ...examples.flatMap((example) =>
      everyRule
        .filter(({ name }) => example.except?.[name] === undefined)
        .filter(({ applies }) => applies?.(example.particle, backends) ?? true)
        .map((rule) => test(example, rule)),
    ),
  ];
}

/** Errors of other kinds count as a broken rule too. */
async function guarded({ particle }: Example, check: Promise<void>): Promise<void> {
  try {
    await check;
  } catch (cause) {
    if (cause instanceof ParticleError) throw cause;
    throw new ParticleError({
      code: 'conformance-failed',
      summary: 'the particle throws what is no ParticleError',
      path: particle.kind,
      found: oneLine(cause),
      cause,
    });
  }
}

/** A kind without an example is a kind that nobody tests. */
function complete(
  kinds: readonly ParticleKind[],
  examples: readonly TitledExample[],
): ConformanceTest {
  return {
    example: 'package',
    rule: 'complete',
    name: 'package has an example of every kind',
    run: () => {
      const shown = new Set(examples.flatMap(({ particle }) => kindsIn(particle)));
      const missing = kinds.map(({ kind }) => kind).filter((kind) => !shown.has(kind));
      if (missing.length === 0) return Promise.resolve();
      return Promise.reject(
        new ParticleError({
          code: 'conformance-failed',
          summary: 'a kind has no example',
          expected: 'an example of every kind',
          found: `none of ${missing.join(', ')}`,
        }),
      );
    },
  };
}

function kindsIn({ kind, children }: AnyParticle): readonly string[] {
  return [kind, ...children.flatMap(kindsIn)];
}

/** The one that is tested on comes first; without it, the plain one, which rounds least. */
function importedBackends(first = 'cpu'): readonly string[] {
  const names = Object.keys(engine().registryFactory);
  return [...names.filter((name) => name === first), ...names.filter((name) => name !== first)];
}

function withCore(kinds: readonly ParticleKind[]): readonly ParticleKind[] {
  const given = new Set(kinds.map(({ kind }) => kind));
  return [
    ...kinds,
    ...[...combinatorKinds, ...elementaryKinds].filter(({ kind }) => !given.has(kind)),
  ];
}

const isKind: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && 'kind' in value && 'create' in value
    ? undefined
    : 'a ParticleKind';

const isFilled: OptionCheck = (value) =>
  Array.isArray(value) && value.length > 0 ? undefined : 'a list of at least one particle';

const isNames: OptionCheck = (value) =>
  isFilled(value) === undefined ? is.arrayOf(is.string)(value) : 'a list of at least one name';

const isSeeds: OptionCheck = (value) =>
  isFilled(value) === undefined ? is.arrayOf(is.integer)(value) : 'a list of at least one integer';

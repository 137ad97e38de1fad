import {
  ParticleError,
  type AnyParticle,
  type Bindings,
  type RandomSource,
  type Value,
} from '@sora-particles/combinator-core';
import type { RuleName } from './rules/rule.ts';

/** A particle to test, with what the kit cannot find out from its contract. */
export interface Example {
  /** What is tested. */
  readonly particle: AnyParticle;
  /** Name in the report. Default: the kind, and the name where it differs. */
  readonly title?: string;
  /**
   * Sizes by symbol, a list for a spread (`{ '...features': [3, 4] }`). Default: small random ones that
   * the contract accepts. Needed where those that it accepts are too rare to be met by chance.
   */
  readonly bindings?: Bindings;
  /**
   * Makes a valid input, values by port. Needed for bytes and texts that have a form of their own, such as
   * files; and for tensors whose values are not free. The kit releases the tensors.
   */
  readonly inputs?: (random: RandomSource) => Readonly<Record<string, Value>>;
  /** Roots of the random numbers, fewer for what takes its time. Default: those of all examples. */
  readonly seeds?: readonly number[];
  /** Rules that the particle need not keep, each with the reason. Nobody should need it. */
  readonly except?: Partial<Readonly<Record<RuleName, string>>>;
}

/** An example with its title. */
export interface TitledExample extends Example {
  readonly title: string;
}

/** Examples with titles that tell them apart. */
export function titled(examples: readonly (AnyParticle | Example)[]): readonly TitledExample[] {
  const taken = new Map<string, number>();
  return examples.map((given, i) => {
    const example: Example = isExample(given) ? given : { particle: given };
    const { kind, name } = checked(example, i);
    const base = example.title ?? (kind.includes(`/${name}@`) ? kind : `${kind} '${name}'`);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { ...example, title: count === 1 ? base : `${base} (${count})` };
  });
}

function isExample(given: AnyParticle | Example): given is Example {
  return typeof given === 'object' && (given as unknown) !== null && 'particle' in given;
}

function checked({ particle }: Example, position: number): AnyParticle {
  const given: unknown = particle;
  const isParticle =
    typeof given === 'object' && given !== null && 'kind' in given && 'run' in given;
  if (isParticle && typeof particle.kind === 'string') return particle;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `conformanceTests(): examples[${position}] is no particle`,
    path: `examples[${position}]`,
    expected: 'a particle, or { particle, ... }',
  });
}

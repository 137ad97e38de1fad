import { ParticleError } from '@sora-particles/combinator-core';

/** Which character stands for which. */
export type Substitution = ReadonlyMap<string, string>;

/**
 * Learns a substitution of single characters from texts and what they stand for.
 *
 * @throws ParticleError `decode-failed` where a character would stand for two, or nothing is substituted.
 */
export function learnSubstitution(known: readonly (readonly [string, string])[]): Substitution {
  const found = new Map<string, string>();
  for (const [disguised, plain] of known) {
    if (disguised.length !== plain.length) continue;
    for (let i = 0; i < plain.length; i++) {
      const [from, to] = [disguised[i] as string, plain[i] as string];
      const before = found.get(from);
      if (before !== undefined && before !== to) throw contradictory(from, before, to);
      found.set(from, to);
    }
  }
  const pairs = [...found].filter(([from, to]) => from !== to);
  if (pairs.length === 0) throw contradictory('é', 'e', 'nothing at all');
  return new Map(pairs);
}

/** What undoes a substitution; texts in which something foreign is left give nothing. */
export function decodeWith(substitution: Substitution): (text: string) => string | undefined {
  return (text) => {
    const plain = Array.from(text, (character) => substitution.get(character) ?? character).join(
      '',
    );
    return /[^\p{ASCII}…‘’“”]/u.test(plain) ? undefined : plain;
  };
}

function contradictory(from: string, one: string, other: string): ParticleError {
  return new ParticleError({
    code: 'decode-failed',
    summary: `'${from}' stands for two characters: the packages are not what they were`,
    expected: one,
    found: other,
  });
}

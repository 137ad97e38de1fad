import type { RandomSource } from '@sora-particles/combinator-core';

/** The same random numbers, with a call of `drawn` whenever some are drawn. */
export function watchRandom(random: RandomSource, drawn: () => void): RandomSource {
  const telling =
    <Given extends readonly unknown[], Result>(draw: (...given: Given) => Result) =>
    (...given: Given): Result => {
      drawn();
      return draw(...given);
    };
  return {
    split: (name) => watchRandom(random.split(name), drawn),
    uniform: telling(random.uniform.bind(random)),
    normal: telling(random.normal.bind(random)),
    next: telling(random.next.bind(random)),
    integer: telling(random.integer.bind(random)),
    permutation: telling(random.permutation.bind(random)),
  };
}

/** Parts of the API that the measured programs use. */
export const imports = `
import { compose } from '@sora-particles/combinator-core';
import { dense, flatten, input, relu } from '@sora-particles/combinator-core/elementary';
`;

const start = `compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32' })).to(flatten())`;

/**
 * A program of `chains` compositions of `steps` particles each. No two steps are the same, so that the
 * compiler cannot reuse what it found out for another.
 */
export function program(chains: number, steps: number): string {
  const lines = Array.from({ length: chains }, (_, chain) => {
    const rest = Array.from({ length: steps - 2 }, (_, step) =>
      step % 2 === 0 ? `.to(dense({ units: ${1000 + chain * steps + step} }))` : '.to(relu())',
    );
    return `export const chain${chain} = ${start}${rest.join('')};`;
  });
  return `${imports}\n${lines.join('\n')}\n`;
}

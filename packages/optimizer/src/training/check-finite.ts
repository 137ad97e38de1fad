import { ParticleError, type Variables } from '@sora-particles/combinator-core';

/**
 * Refuses weights and state that are not finite before training begins.
 *
 * @throws ParticleError `value-not-finite`, with the path.
 */
export async function checkFinite(variables: Variables): Promise<void> {
  for (const [path, { value }] of Object.entries(variables)) {
    if (value.dtype !== 'float32') continue;
    const numbers = await value.data<'float32'>();
    const at = numbers.findIndex((number) => !Number.isFinite(number));
    if (at === -1) continue;
    throw new ParticleError({
      code: 'value-not-finite',
      summary: `the weight or state '${path}' is not finite`,
      path,
      expected: 'finite numbers',
      found: `${String(numbers[at])} at position ${at}`,
      remedy: 'begin with initialize(particle, { seed }), or with a saved model that is sound',
    });
  }
}

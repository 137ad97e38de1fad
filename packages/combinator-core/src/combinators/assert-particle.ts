import { ParticleError } from '../errors.ts';
import type { AnyParticle } from '../particle.ts';

/**
 * The value as a particle.
 *
 * @throws ParticleError `option-invalid` for anything else, such as a factory that was not called.
 */
export function assertParticle(value: unknown, owner: string): AnyParticle {
  if (typeof value === 'object' && value !== null && 'kind' in value && 'run' in value) {
    return value as AnyParticle;
  }
  throw new ParticleError({
    code: 'option-invalid',
    summary: `${owner}() takes particles`,
    expected: 'a particle, e.g. flatten()',
    found: typeof value === 'function' ? `the function ${value.name}` : typeof value,
    ...(typeof value === 'function' && { remedy: `call it: ${value.name}()` }),
  });
}

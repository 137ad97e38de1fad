import { ParticleError } from './errors.ts';
import type { ParticleKind } from './registry.ts';
import type { AnyParticle } from './particle.ts';

/**
 * The registry entry of a particle without children whose factory takes one object of options and
 * whose `config` is that object without the name.
 *
 * @param kind - `<package>/<name>@<major>`.
 * @param factory - Checks its options by itself: the configuration comes from a file.
 *
 * @example
 * ```ts
 * import { leafKind } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 *
 * const denseKind = leafKind('combinator-core/dense@1', dense);
 * ```
 */
export function leafKind(kind: string, factory: (options: never) => AnyParticle): ParticleKind {
  return {
    kind,
    create(config, children, name) {
      if (children.length > 0) {
        throw new ParticleError({
          code: 'manifest-invalid',
          summary: `${kind} has no parts, and ${String(children.length)} are given`,
          path: name,
        });
      }
      // The factory checks what it is given, name by name.
      return factory({ ...config, name } as never);
    },
  };
}

import { ParticleError } from '@sora-particles/combinator-core';

/** The error for a kind that its package lists and does not describe. */
export function notDescribed(kind: string, packageName: string): ParticleError {
  return new ParticleError({
    code: 'manifest-invalid',
    summary: `${packageName} lists the kind '${kind}' and does not describe it`,
    path: kind,
    remedy: 'its author can describe it with `sora describe`',
  });
}

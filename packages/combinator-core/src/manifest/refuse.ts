import { ParticleError } from '../errors.ts';

/** The error for a manifest that cannot be accepted. */
export function refuseManifest(
  summary: string,
  details: { path: string; expected?: string; found?: string | undefined },
): ParticleError {
  return new ParticleError({ code: 'manifest-invalid', summary, ...details });
}

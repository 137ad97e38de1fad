import { ParticleError } from '@sora-particles/combinator-core';

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Names that Windows gives to devices, with or without an ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Whether a file or folder in a store may be called this, on every operating system. */
export function isSegment(name: string): boolean {
  return SEGMENT.test(name) && !name.endsWith('.') && !DEVICE.test(name);
}

/**
 * Splits a path in a store, such as `digits/versions/00000042`, at its slashes. Every store calls this
 * first, so that no path leads out of it: there is no absolute path, no `..`, no hidden file and no
 * device among what passes.
 *
 * @throws ParticleError `name-invalid`.
 *
 * @example
 * ```ts
 * import { segmentsOf } from '@sora-particles/model-library';
 *
 * console.log(segmentsOf('digits/versions/00000042')); // [ 'digits', 'versions', '00000042' ]
 * ```
 */
export function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/');
  for (const segment of segments) checkName(segment, path);
  return segments;
}

/**
 * Refuses what cannot be the name of a file or folder in a store.
 *
 * @throws ParticleError `name-invalid`.
 */
export function checkName(name: string, path: string = name): void {
  if (isSegment(name)) return;
  throw new ParticleError({
    code: 'name-invalid',
    summary: `'${path.slice(0, 80)}' is no path in a store`,
    expected:
      'letters, digits, "_", "-" and ".", beginning with a letter or digit, up to 128 in all',
    found: JSON.stringify(name.slice(0, 80)),
  });
}

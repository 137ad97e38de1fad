import {
  ParticleError,
  type HostValue,
  type ValueKind,
  type ValueSpec,
} from '@sora-particles/combinator-core';
import { describe, empty } from './refuse.ts';
import type { ValueTable } from './table.ts';

const FITS: Readonly<Record<ValueKind, (value: unknown) => boolean>> = {
  bytes: (value) => ArrayBuffer.isView(value) && value.constructor.name !== 'DataView',
  text: (value) => typeof value === 'string',
  record: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  label: (value) => typeof value === 'object' && value !== null && 'label' in value,
  boxes: (value) => Array.isArray(value),
};

/**
 * Reads examples for a port that takes bytes, text or records.
 *
 * @param path - What they are, for messages, e.g. `data.x`.
 * @throws ParticleError `kind-mismatch` or `data-empty`.
 */
export function readValues(path: string, spec: ValueSpec, data: unknown): ValueTable {
  if (!Array.isArray(data)) {
    throw new ParticleError({
      code: 'kind-mismatch',
      summary: `${path} is not a list`,
      path,
      expected: `an array of ${spec.value}`,
      found: describe(data),
    });
  }
  const list: readonly unknown[] = data;
  if (list.length === 0) throw empty(path);
  const wrong = list.findIndex((value) => !FITS[spec.value](value));
  if (wrong !== -1) {
    throw new ParticleError({
      code: 'kind-mismatch',
      summary: `${path}[${String(wrong)}] is no ${spec.value}`,
      path,
      expected: spec.value,
      found: describe(list[wrong]),
    });
  }
  return { kind: 'values', count: list.length, values: list as readonly HostValue[] };
}

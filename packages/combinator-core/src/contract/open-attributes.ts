import { attributesOf, isScaled, scaledRange, type Attributes } from './promise.ts';
import { isTensorSpec, type Range, type ScaledRange, type Spec, type TensorSpec } from './spec.ts';

/** What a need of attributes that a supplied spec leaves open comes to. */
export interface OpenNeeds {
  /** What inputs of the composition must be, by port. */
  readonly needs: readonly (readonly [port: string, attributes: Attributes])[];
  /** What the supplied spec therefore is. */
  readonly assumed: Attributes;
}

/** The attributes that are needed and that the supplied spec leaves to an input of the composition. */
export function openNeeds(needed: Spec, got: Spec): OpenNeeds {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return { needs: [], assumed: {} };
  const open = Object.entries(attributesOf(needed)).filter(
    ([name, value]) => value !== null && got.like !== undefined && !Object.hasOwn(got, name),
  );
  const attributes: Attributes = Object.fromEntries(open);
  const range = openRange(needed, got);
  return {
    needs: [
      ...(open.length > 0 && got.like !== undefined ? [[got.like, attributes] as const] : []),
      ...(range === undefined ? [] : [range]),
    ],
    assumed: { ...attributes, ...(range !== undefined && { range: needed.range }) },
  };
}

/** The range that an input must have, so that what is scaled from it has the one that is needed. */
function openRange(
  needed: TensorSpec,
  { range }: TensorSpec,
): readonly [string, Attributes] | undefined {
  if (!isScaled(range) || needed.range === undefined || needed.range === null) return undefined;
  // A factor of 0 leads back to no range in particular.
  if (isScaled(needed.range) || range.scale === 0) return undefined;
  return [range.of, { range: unscale(needed.range, range) }];
}

/**
 * A spec with what it leaves to the inputs of the composition, as far as that is settled by now:
 * attributes that it has `like` one of them, and the range that it scales.
 */
export function resolveOpen(spec: Spec, inputs: Readonly<Record<string, Attributes>>): Spec {
  if (!isTensorSpec(spec)) return spec;
  const model = spec.like === undefined ? undefined : inputs[spec.like];
  const resolved = { ...(model && attributesOf(model)), ...spec };
  const source = isScaled(spec.range) ? inputs[spec.range.of] : undefined;
  if (!isScaled(spec.range) || source?.range === undefined) return resolved;
  return { ...resolved, range: scaledRange(spec.range, source) };
}

/** The range that `scaled` maps onto `range`. */
function unscale(range: Range, { scale, offset }: ScaledRange): Range {
  const ends = range.map((end) => Number(((end - offset) / scale).toPrecision(12)));
  return [Math.min(...ends), Math.max(...ends)];
}

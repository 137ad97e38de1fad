import { attributesOf, isScaled, scaledRange, type Attributes } from './promise.ts';
import { isTensorSpec, type Ports, type Range, type ScaledRange, type Spec } from './spec.ts';

/** A need of an attribute that a supplied spec leaves to an input of the composition. */
export interface OpenNeed {
  /** The input of the composition that the need leads back to. */
  readonly port: string;
  /** What that input must be. */
  readonly attributes: Attributes;
  /** What the supplied spec therefore is. */
  readonly assumed: Attributes;
}

/** The attributes that are needed and that the supplied spec leaves to an input of the composition. */
export function openNeed(needed: Spec, got: Spec): OpenNeed | undefined {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { range } = got;
  if (isScaled(range)) {
    if (needed.range === undefined || needed.range === null || isScaled(needed.range))
      return undefined;
    // A factor of 0 leads back to no range in particular.
    if (range.scale === 0) return undefined;
    return {
      port: range.of,
      attributes: { range: unscale(needed.range, range) },
      assumed: { range: needed.range },
    };
  }
  if (got.like === undefined) return undefined;
  const open = Object.entries(attributesOf(needed)).filter(
    ([name, value]) => value !== null && !Object.hasOwn(got, name),
  );
  if (open.length === 0) return undefined;
  const attributes: Attributes = Object.fromEntries(open);
  return { port: got.like, attributes, assumed: attributes };
}

/**
 * A spec with what it leaves to the inputs of the composition, as far as that is settled by now:
 * attributes that it has `like` one of them, and the range that it scales.
 */
export function resolveOpen(spec: Spec, inputs: Ports): Spec {
  if (!isTensorSpec(spec)) return spec;
  const model = spec.like === undefined ? undefined : inputs[spec.like];
  const attributes = model !== undefined && isTensorSpec(model) ? attributesOf(model) : {};
  const resolved = { ...attributes, ...spec };
  const { range } = spec;
  if (!isScaled(range)) return resolved;
  const source = inputs[range.of];
  const isSettled = source !== undefined && isTensorSpec(source) && source.range !== undefined;
  return isSettled ? { ...resolved, range: scaledRange(range, source) ?? null } : resolved;
}

/** The range that `scaled` maps onto `range`. */
function unscale(range: Range, { scale, offset }: ScaledRange): Range {
  const ends = range.map((end) => Number(((end - offset) / scale).toPrecision(12)));
  return [Math.min(...ends), Math.max(...ends)];
}

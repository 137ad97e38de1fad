import { attributesOf, type Attributes } from './promise.ts';
import { isTensorSpec, type Range, type ScaledRange, type Spec } from './spec.ts';

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
  if (range !== undefined && range !== null && 'of' in range) {
    if (needed.range === undefined || needed.range === null || 'of' in needed.range)
      return undefined;
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

/** The range that `scaled` maps onto `range`. */
function unscale(range: Range, { scale, offset }: ScaledRange): Range {
  const ends = range.map((end) => Number(((end - offset) / scale).toPrecision(12)));
  return [Math.min(...ends), Math.max(...ends)];
}

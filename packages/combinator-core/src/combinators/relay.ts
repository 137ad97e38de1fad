import type { Dim } from '../contract/dim.ts';
import { resolveOpen } from '../contract/open-attributes.ts';
import { isScaled } from '../contract/promise.ts';
import { isTensorSpec, type Ports, type Spec } from '../contract/spec.ts';
import type { AnyParticle } from '../particle.ts';
import { startGraph } from './grow-graph.ts';

/** A step that hands on what it takes: input port by output port, and what goes through each. */
export function relay(name: string, given: Ports, portOf: (output: string) => string): AnyParticle {
  const wires = Object.keys(given).map((output): [string, string] => [output, portOf(output)]);
  const input = wires.map(([output, port]): [string, Spec] => [port, given[output] as Spec]);
  return startGraph(Object.fromEntries(input), name).output(Object.fromEntries(wires));
}

/**
 * What a composition gives within, as inputs of another: what is open is settled as far as it is known,
 * and equal sizes that are computed become one symbol.
 */
export function asInputs(given: Ports, inputs: Ports): Ports {
  const symbols = new Map<string, string>();
  const asSymbol = (dim: Dim): Dim => {
    if (typeof dim !== 'object' || dim === null) return dim;
    const key = JSON.stringify(dim);
    const symbol = symbols.get(key) ?? `size_${String(symbols.size)}`;
    symbols.set(key, symbol);
    return symbol;
  };
  const settled = ([port, open]: [string, Spec]): [string, Spec] => {
    const { optional: _optional, ...spec } = resolveOpen(open, inputs);
    const shape = spec.shape && { shape: spec.shape.map(asSymbol) };
    if (!isTensorSpec(spec)) return [port, { ...spec, ...shape }];
    const { like: _like, range, ...rest } = spec;
    const isKnown = range !== undefined && !isScaled(range);
    return [port, { ...rest, ...shape, ...(isKnown && { range }) }];
  };
  return Object.fromEntries(Object.entries(given).map(settled));
}

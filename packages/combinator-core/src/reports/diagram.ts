import type { Bindings } from '../contract/evaluate.ts';
import type { Spec } from '../contract/spec.ts';
import type { AnyParticle, Source } from '../particle.ts';
import { evaluatePorts, nodeBindings } from './walk.ts';

/** A box of a diagram: an elementary part, or a port of the whole. */
export interface DiagramBox {
  /** Unique in the diagram: letters and digits. */
  readonly id: string;
  /** What to write in it. */
  readonly label: string;
  /** Whether it stands for an input or output of the whole. */
  readonly isPort: boolean;
  /** The frame around it, if any. */
  readonly frame: string | undefined;
}

/** A frame around the parts of a composition. */
export interface DiagramFrame {
  readonly id: string;
  readonly label: string;
  /** The frame around this one, if any. */
  readonly frame: string | undefined;
}

/** A value on its way from one box to another. */
export interface DiagramArrow {
  readonly from: string;
  readonly to: string;
  /** What goes along it. */
  readonly spec: Spec;
}

/** The picture of a particle as data, for any library that draws graphs. */
export interface Diagram {
  readonly boxes: readonly DiagramBox[];
  readonly frames: readonly DiagramFrame[];
  readonly arrows: readonly DiagramArrow[];
}

/** What {@link diagram} takes. */
export interface DiagramOptions {
  /** How many levels of compositions are opened. Default all. */
  readonly depth?: number;
}

/** Where a value comes from, and what it is. */
interface Origin {
  readonly box: string;
  readonly spec: Spec;
}

type FindOrigin = (port: string) => Origin | undefined;

interface Drawing {
  readonly boxes: DiagramBox[];
  readonly frames: DiagramFrame[];
  readonly arrows: DiagramArrow[];
}

/**
 * Lays out the composition of a particle as boxes, frames and arrows. {@link toMermaid} writes it down;
 * use this to draw it with another library.
 *
 * @example
 * ```ts
 * import { compose, diagram } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const picture = diagram(compose(dense({ units: 8 })).to(relu()));
 * console.log(picture.boxes.map(({ label }) => label)); // [ 'x', 'dense', 'relu', 'y' ]
 * ```
 */
export function diagram(particle: AnyParticle, { depth = Infinity }: DiagramOptions = {}): Diagram {
  const drawing: Drawing = { boxes: [], frames: [], arrows: [] };
  const inputs = new Map<string, Origin>(
    Object.entries(particle.input).map(([port, spec]) => [
      port,
      { box: addBox(drawing, port, true, undefined), spec },
    ]),
  );
  const outputOf = draw(drawing, {
    particle,
    label: particle.name,
    bindings: {},
    frame: undefined,
    depth,
    originOf: (port) => inputs.get(port),
  });
  for (const [port, spec] of Object.entries(particle.output)) {
    const id = addBox(drawing, port, true, undefined);
    connect(drawing, outputOf(port), id, spec);
  }
  return drawing;
}

interface Part {
  readonly particle: AnyParticle;
  readonly label: string;
  readonly bindings: Bindings;
  readonly frame: string | undefined;
  readonly depth: number;
  readonly originOf: FindOrigin;
}

/** Draws a part and the arrows into it; gives the origins of its outputs. */
function draw(drawing: Drawing, part: Part): FindOrigin {
  const { particle, label, bindings, depth, originOf } = part;
  const { composition } = particle;
  if (composition === undefined || depth <= 0) {
    const id = addBox(drawing, label, false, part.frame);
    for (const port of Object.keys(particle.input)) connect(drawing, originOf(port), id);
    const output = evaluatePorts(particle.output, bindings);
    return (port) => {
      const spec = output[port];
      return spec === undefined ? undefined : { box: id, spec };
    };
  }
  // One part alone, such as what has been renamed, has the name of the whole and needs no frame.
  const isFrame = composition.nodes.length > 1;
  const frame = isFrame ? addFrame(drawing, label, part.frame) : part.frame;
  const drawn = new Map<string, FindOrigin>();
  const find = (source: Source | undefined): Origin | undefined => {
    if (source === undefined) return undefined;
    if (source.node === null) return originOf(source.port);
    const origin = drawn.get(source.node)?.(source.port);
    const spec = evaluatePorts(composition.produced[source.node] ?? {}, bindings)[source.port];
    return origin && { ...origin, spec: spec ?? origin.spec };
  };
  for (const node of composition.nodes) {
    const sources: Readonly<Record<string, Source | undefined>> = node.inputs;
    const outputOf = draw(drawing, {
      particle: node.particle,
      label: isFrame ? node.particle.name : label,
      bindings: nodeBindings(particle, node, bindings),
      frame,
      depth: depth - 1,
      originOf: (port) => find(sources[port]),
    });
    drawn.set(node.name, outputOf);
  }
  const outputs: Readonly<Record<string, Source | undefined>> = composition.outputs;
  return (port) => find(outputs[port]);
}

function addBox(
  { boxes }: Drawing,
  label: string,
  isPort: boolean,
  frame: string | undefined,
): string {
  const id = `box${String(boxes.length)}`;
  boxes.push({ id, label, isPort, frame });
  return id;
}

function addFrame({ frames }: Drawing, label: string, frame: string | undefined): string {
  const id = `frame${String(frames.length)}`;
  frames.push({ id, label, frame });
  return id;
}

function connect({ arrows }: Drawing, from: Origin | undefined, to: string, spec?: Spec): void {
  if (from !== undefined) arrows.push({ from: from.box, to, spec: spec ?? from.spec });
}

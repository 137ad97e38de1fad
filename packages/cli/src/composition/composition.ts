import type { JsonObject, Ports } from '@sora-particles/combinator-core';

/** The version of composition files that this package reads. */
export const COMPOSITION_VERSION = 1;

/** Where in a file something is: keys and positions from the top. */
export type Path = readonly (string | number)[];

interface Located {
  /** Where it is in the file. */
  readonly at: Path;
  /** The name that the user gave it. */
  readonly name: string | undefined;
}

/** A particle of a kind, with its options and, if it has any, its parts. */
export interface KindStep extends Located {
  readonly type: 'kind';
  readonly kind: string;
  readonly options: JsonObject;
  readonly parts: readonly Part[];
}

/** Steps after one another; a name makes them a segment of paths. */
interface GroupStep extends Located {
  readonly type: 'steps';
  readonly steps: readonly Step[];
}

/** Several parts by name: on one input, or side by side. */
interface PartsStep extends Located {
  readonly type: 'branch' | 'parallel';
  readonly parts: Readonly<Record<string, Part>>;
}

/** A part with a way around it. */
interface ResidualStep extends Located {
  readonly type: 'residual';
  readonly part: Part;
  readonly shortcut: Part | undefined;
}

/** A part several times in a row. */
interface RepeatStep extends Located {
  readonly type: 'repeat';
  readonly times: number;
  readonly part: Part;
}

/** A part that is run in another way. */
interface WrapStep extends Located {
  readonly type: 'freeze' | 'perItem' | 'scan';
  readonly part: Part;
  /** For `scan`: from the last step in time to the first. */
  readonly reverse: boolean;
}

/** A node of a graph. */
export interface GraphNode {
  readonly at: Path;
  readonly name: string;
  readonly part: Part;
  /** For each input port where its value comes from. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Any wiring without cycles. */
export interface GraphStep extends Located {
  readonly type: 'graph';
  readonly inputs: Ports;
  readonly nodes: readonly GraphNode[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** One step of a composition. */
export type Step =
  KindStep | GroupStep | PartsStep | ResidualStep | RepeatStep | WrapStep | GraphStep;

/** What a combinator takes: one step, or a list of them, which is a chain. */
export type Part = Step | readonly Step[];

/** A composition file that has been read. */
export interface CompositionFile {
  /** Path of the file. */
  readonly path: string;
  /** Default: the name of the file. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** `file:line:column` of something in it. */
  readonly locate: (at: Path) => string;
}

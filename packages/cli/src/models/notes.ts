import type { ModelCard } from '@sora-particles/model-library';

/** What a training notes on the card of its model, so that data can be read in the same way again. */
export interface Notes {
  /** The columns of a table that became the input, in order. */
  readonly columns: readonly string[] | undefined;
  /** The names of the classes, in order, where the particle does not end in them. */
  readonly labels: readonly string[] | undefined;
  /** The column that was learned. */
  readonly target: string | undefined;
  /** The loss that was trained with. */
  readonly loss: string | undefined;
}

const KEYS = ['columns', 'labels', 'target', 'loss'] as const;

/** The notes as lines of a card's `data`, each readable by people: `columns: ["length","width"]`. */
export function writeNotes(notes: Notes): readonly string[] {
  return KEYS.flatMap((key) => {
    const value = notes[key];
    return value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`];
  });
}

/** The notes on a card; those that it does not have, or that are not of the right form, are left out. */
export function readNotes({ data }: Pick<ModelCard, 'data'>): Notes {
  const found = new Map(
    data.flatMap((line) => {
      const [, key, json] = /^(\w+): (["[].*)$/s.exec(line) ?? [];
      return key === undefined || json === undefined ? [] : [[key, parsed(json)] as const];
    }),
  );
  return {
    columns: texts(found.get('columns')),
    labels: texts(found.get('labels')),
    target: oneText(found.get('target')),
    loss: oneText(found.get('loss')),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value
    : undefined;
}

function oneText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

import type { Part, Path, Step } from './composition.ts';

/** A kind that a composition names, and where. */
export interface NamedKind {
  readonly kind: string;
  readonly at: Path;
}

/** The kinds that steps name, in order of the file, each at its first place. */
export function kindsOf(steps: Part): readonly NamedKind[] {
  const found = new Map<string, NamedKind>();
  for (const named of eachKind(steps)) {
    if (!found.has(named.kind)) found.set(named.kind, named);
  }
  return [...found.values()];
}

function* eachKind(part: Part): Generator<NamedKind> {
  if (isList(part)) {
    for (const step of part) yield* eachKind(step);
    return;
  }
  if (part.type === 'kind') yield { kind: part.kind, at: part.at };
  for (const inner of partsOf(part)) yield* eachKind(inner);
}

function partsOf(step: Step): readonly Part[] {
  switch (step.type) {
    case 'kind':
      return step.parts;
    case 'steps':
      return [step.steps];
    case 'branch':
    case 'parallel':
      return Object.values(step.parts);
    case 'residual':
      return step.shortcut === undefined ? [step.part] : [step.part, step.shortcut];
    case 'repeat':
    case 'freeze':
    case 'perItem':
    case 'scan':
      return [step.part];
    case 'graph':
      return step.nodes.map(({ part }) => part);
  }
}

/** Whether a part is a list of steps. */
export function isList(part: Part): part is readonly Step[] {
  return Array.isArray(part);
}

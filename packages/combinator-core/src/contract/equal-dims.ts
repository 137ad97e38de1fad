import type { Dim } from './dim.ts';

/** Whether two sizes in normal form are the same for all values of their symbols. */
export function equalDims(a: Dim, b: Dim): boolean {
  if (a === b) return a !== null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a[0] !== b[0] || a.length !== b.length) return false;
  if (a[0] === 'add' || a[0] === 'mul') return sameMembers(a.slice(1), b.slice(1));
  return a.every((part, i) => equalDims(part, b[i] as Dim));
}

function sameMembers(a: readonly Dim[], b: readonly Dim[]): boolean {
  const rest = [...b];
  return a.every((member) => {
    const at = rest.findIndex((other) => equalDims(member, other));
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}

/** How many names are offered. */
const MOST = 3;

/**
 * The known names that a mistyped one is closest to, best first: those that are at most a third of their letters
 * away, rounded up, or hold it as a part.
 */
export function closest(name: string, known: readonly string[]): readonly string[] {
  const wanted = name.slice(0, 200).toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

function distanceTo(wanted: string, candidate: string): number {
  const distance = editDistance(wanted, candidate);
  const limit = Math.ceil(Math.max(wanted.length, candidate.length) / 3);
  if (distance <= limit) return distance;
  const isPart = wanted.length >= 3 && candidate.includes(wanted);
  return isPart ? limit + candidate.length - wanted.length : Infinity;
}

/** Levenshtein distance: letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

import type { Case } from './case.ts';
import { compare } from './compare.ts';
import type { Browser } from './open-browser.ts';
import { runCase } from './run-case.ts';

/**
 * Runs a case in Node and in a browser.
 *
 * @returns What was compared, in a phrase.
 * @throws An error that says where they differ, or what went wrong.
 */
export async function compareCase(one: Case, browser: Browser): Promise<string> {
  const { run, prepare, backend, reference = backend, expected, tolerance = 0 } = one;
  const given = prepare && (await runCase(prepare, 'cpu', undefined));
  const inNode = expected ?? (await runCase(run, reference, given));
  const inBrowser = await browser.run(one, given);
  const { problem, largest, count } = compare(inNode, inBrowser, tolerance);
  if (problem !== undefined) throw new Error(problem);
  const apart = largest === 0 ? 'the same bits' : `${largest.toPrecision(1)} apart at most`;
  return tolerance === 0
    ? `${String(count)} values, ${apart}`
    : `${String(count)} values, ${apart} (${String(tolerance)} is allowed)`;
}

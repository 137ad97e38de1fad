import type { RunInPage } from './case.ts';
import { cases } from './cases/index.ts';
import { runCase } from './run-case.ts';

/** Runs the case of this name, as pages and workers are told names. */
export const runByName: RunInPage = (name, backend, given) => {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case '${name}'`);
  return runCase(found.run, backend, given);
};

/** The page without TensorFlow.js. */
import type { RunInPage } from '../case.ts';
import { contractCase } from '../cases/contract.ts';

const runInPage: RunInPage = (_name, _backend, given) => Promise.resolve(contractCase.run(given));
Object.assign(globalThis, { runInPage });

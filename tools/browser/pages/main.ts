/** The page with everything. */
import { runByName } from '../run-by-name.ts';

Object.assign(globalThis, { runInPage: runByName });

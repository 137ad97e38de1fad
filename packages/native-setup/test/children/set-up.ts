/**
 * Sets up natively in a world of test/fakes, which is the first argument; the second one holds more options. Is
 * bundled, started, and killed or held short by a test. What goes wrong is printed as JSON.
 */
import type { SetUpNativeOptions } from '../../src/options.ts';
import { setUpOn } from '../../src/set-up-native.ts';
import type { World } from '../fakes/world.ts';

const { machine, project, cache } = JSON.parse(process.argv[2] ?? '') as World;
const options = JSON.parse(process.argv[3] ?? '{}') as SetUpNativeOptions;
const freeBytes = () => Promise.resolve(1e9);
setUpOn({ ...machine, freeBytes }, { project, cache, ...options }).catch((error: unknown) => {
  console.log(JSON.stringify({ ...Object(error), message: String(error) }));
  process.exitCode = 1;
});

/** Sets up natively in a world of test/fakes, which is the first argument. Is bundled, started and killed by a test. */
import { setUpOn } from '../../src/set-up-native.ts';
import type { World } from '../fakes/world.ts';

const { machine, project, cache } = JSON.parse(process.argv[2] ?? '') as World;
void setUpOn({ ...machine, freeBytes: () => Promise.resolve(1e9) }, { project, cache });

import { forEachCase } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { snapshot, type Snapshot } from '../internal/snapshot.ts';
import { tensorsOf } from '../internal/values.ts';
import { weightsOf } from '../cases/case.ts';
import { broken, type Rule } from './rule.ts';

/** A run leaves its inputs, weights and state as they are. */
export const purityRule: Rule = {
  name: 'purity',
  title: 'leaves inputs, weights and state as they are',
  check: (subject) =>
    forEachCase(subject, {}, async (given) => {
      const { particle } = subject;
      const { params, state } = weightsOf(particle, given);
      const groups = { inputs: given.inputs, weights: params, state };
      const read = async (): Promise<Readonly<Record<string, Snapshot>>> => ({
        inputs: await snapshot(groups.inputs),
        weights: await snapshot(params),
        state: await snapshot(state),
      });
      const before = await read();
      for (const training of [false, true]) {
        await runOnce(particle, given, { training, seed: given.seed });
        for (const [group, values] of Object.entries(groups)) {
          if (tensorsOf(values).every((tensor) => !tensor.isDisposed)) continue;
          throw broken(particle, {
            summary: `run() disposes of its ${group}`,
            remedy: 'leave tensors alone: run() is called inside a tidy',
          });
        }
        const found = difference(before, await read());
        if (found === undefined) continue;
        throw broken(particle, {
          summary: 'run() changes what it is given',
          expected: 'inputs, weights and state as they were',
          found,
          remedy: 'work on a copy, and give the next state back as `state`',
        });
      }
    }),
};

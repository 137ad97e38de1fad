import { isParticleError, predict } from '@sora-particles/combinator-core';
import { memory } from '@tensorflow/tfjs-core';
import { forEachCase } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { isTensor, release } from '../internal/values.ts';
import { broken, type Rule } from './rule.ts';

/** Nothing is left behind: neither by a run, nor by one that somebody stops. */
export const memoryRule: Rule = {
  name: 'memory',
  title: 'leaves no tensor behind',
  check: (subject) =>
    forEachCase(subject, {}, async (given) => {
      const { particle } = subject;
      const { inputs, variables, seed } = given;
      const holds = async (what: string, act: () => Promise<unknown>): Promise<void> => {
        const { numTensors, numBytes } = memory();
        await act();
        const left = memory();
        if (left.numTensors === numTensors && left.numBytes === numBytes) return;
        throw broken(particle, {
          summary: `${what} leaves tensors behind`,
          expected: `${numTensors} tensors, ${numBytes} bytes`,
          found: `${left.numTensors} tensors, ${left.numBytes} bytes`,
          remedy: particle.traits.host
            ? 'host particles release what they make, but for their outputs'
            : 'keep nothing: leave all tensors to the tidy around run()',
        });
      };
      for (const training of [false, true]) {
        await holds('run()', () => runOnce(particle, given, { training, seed }));
      }
      await holds('predict()', async () => {
        const answer: unknown = await predict(particle, variables, inputs);
        release(isTensor(answer) ? { answer } : (answer as Record<string, unknown>));
      });
      await holds('a predict() that is stopped', async () => {
        const stop = new AbortController();
        const running = predict(particle, variables, inputs, { signal: stop.signal });
        stop.abort();
        try {
          const answer: unknown = await running;
          release(isTensor(answer) ? { answer } : (answer as Record<string, unknown>));
        } catch (error) {
          if (!isParticleError(error, 'aborted')) throw error;
        }
      });
    }),
};

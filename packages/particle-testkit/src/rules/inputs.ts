import { isParticleError, predict, type AnyParticle } from '@sora-particles/combinator-core';
import { memory } from '@tensorflow/tfjs-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { wrongInputs, type WrongInput } from '../cases/wrong-inputs.ts';
import { isTensor, release, tensorsOf } from '../internal/values.ts';
import { broken, oneLine, type Rule } from './rule.ts';

/**
 * What does not fit is refused with a ParticleError; what the contract lets through must work. So a
 * contract that promises more than `run` can do is found out by the error of TensorFlow.js.
 */
export const inputsRule: Rule = {
  name: 'inputs',
  title: 'refuses wrong inputs',
  check: (subject) =>
    forEachCase(subject, { count: 2 }, async (given) => {
      for (const wrong of wrongInputs(subject.particle, given.inputs)) {
        await attempt(subject.particle, given, wrong);
      }
    }),
};

async function attempt(particle: AnyParticle, given: Case, wrong: WrongInput): Promise<void> {
  const values = wrong.make();
  const before = memory().numTensors;
  try {
    const answer: unknown = await predict(particle, given.variables, values);
    release(isTensor(answer) ? { answer } : (answer as Record<string, unknown>));
    if (wrong.mustFail) {
      throw broken(particle, {
        summary: `${wrong.what} is accepted`,
        expected: 'a ParticleError',
        found: 'an answer',
      });
    }
  } catch (cause) {
    if (isParticleError(cause)) {
      if (cause.code === 'conformance-failed') throw cause;
    } else {
      throw broken(particle, {
        summary: `${wrong.what} leads to an error that is no ParticleError`,
        expected: 'a ParticleError, or an answer where the contract accepts the input',
        found: oneLine(cause),
        remedy: 'state in the contract what run() needs',
        cause,
      });
    }
  } finally {
    const borrowed = tensorsOf(given.inputs);
    const left = memory().numTensors - before;
    for (const tensor of tensorsOf(values)) {
      if (!borrowed.includes(tensor) && !tensor.isDisposed) tensor.dispose();
    }
    if (left !== 0) {
      // eslint-disable-next-line no-unsafe-finally -- a leak is told first: it spoils all that follows
      throw broken(particle, {
        summary: `${wrong.what} leaves tensors behind`,
        found: `${left} more tensors`,
        remedy: 'release on errors what was made before them',
      });
    }
  }
}

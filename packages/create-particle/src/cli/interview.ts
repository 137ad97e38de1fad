import { isParticleError } from '@sora-particles/combinator-core';
import { namesOf } from '../names.ts';
import { type CreateProjectOptions, projectOf } from '../project.ts';
import { isRunner } from '../runners.ts';
import type { Ask } from './ask.ts';

/** What is known already. */
export type Known = Partial<Omit<CreateProjectOptions, 'signal'>>;

/** Asks for what is not known. Gives nothing if the person wants to stop. */
export async function interview(ask: Ask, known: Known): Promise<Known | undefined> {
  const name =
    known.name ??
    (await ask.text({
      message: 'Name of the npm package?',
      check: (answer) => problem(() => namesOf(answer)),
    }));
  if (name === undefined) return undefined;
  const template =
    known.template ??
    (await ask.select({
      message: 'What is it to be?',
      choices: [
        { value: 'particle', label: 'a particle, to be published' },
        { value: 'application', label: 'an application that composes particles' },
      ],
    }));
  if (template === undefined) return undefined;
  const license =
    known.license ??
    (await ask.text({
      message: 'Licence (SPDX identifier)?',
      initial: 'Apache-2.0',
      check: (answer) => problem(() => projectOf({ name, license: answer })),
    }));
  if (license === undefined) return undefined;
  const author =
    known.author ??
    (await ask.text({
      message: 'Author? (may be left empty)',
      check: (answer) =>
        answer === '' ? undefined : problem(() => projectOf({ name, author: answer })),
    }));
  if (author === undefined) return undefined;
  const runner =
    known.runner ??
    (await ask.select({
      message: 'What runs the tests?',
      choices: [
        { value: 'node', label: "Node's own runner (nothing more to install than tsx)" },
        { value: 'vitest', label: 'Vitest' },
        { value: 'jest', label: 'Jest' },
      ],
    }));
  if (!isRunner(runner)) return undefined;
  return {
    ...known,
    ...{ name, license, runner, ...(author !== '' && { author }) },
    template: template === 'application' ? 'application' : 'particle',
  };
}

/** What is wrong, in a line. */
function problem(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isParticleError(error)) return error.summary;
    throw error;
  }
}

import {
  checkVariables,
  ParticleError,
  registerGradients,
  waitForBackend,
} from '@sora-particles/combinator-core';
import { createBreather } from './breather.ts';
import { checkFinite } from './check-finite.ts';
import { sampleWeightsOnly, withClassWeights } from './class-weights.ts';
import { systemClock } from './clock.ts';
import { earlyStopping } from './early-stopping.ts';
import { engineOf } from './engine-of.ts';
import { evaluationStep } from './evaluation-step.ts';
import { feedOf, type FeedRequest } from './feed-of.ts';
import { checkFitOptions, type FitOptions } from './fit-options.ts';
import { judgesOf } from './judges.ts';
import { openData, type OpenedData } from './open-data.ts';
import { needTrainable, partsOf, type Parts } from './parts.ts';
import type { FitPlan } from './plan.ts';
import { proveFor } from './prove.ts';
import { splitData } from './split-data.ts';
import { stepRunner } from './step-runner.ts';
import { subjectOf } from './subject.ts';

/** A run that has been found good, before anything is allocated for it. */
export interface Prepared {
  readonly plan: FitPlan;
  readonly parts: Parts;
}

/**
 * Checks everything that can be checked before training, and makes the plan of the run.
 *
 * @throws ParticleError for whatever does not fit; nothing has been allocated then.
 */
export async function prepare(options: FitOptions): Promise<Prepared> {
  checkFitOptions(options);
  await waitForBackend();
  const { particle, variables, loss, optimizer, metrics = [], epochs, seed } = options;
  const { batchSize = 32, dropRemainder = false, shuffle = true, clock = systemClock } = options;
  const judges = judgesOf('fit', loss, metrics);
  const lossWeights =
    options.classWeights === undefined
      ? sampleWeightsOnly
      : withClassWeights(options.classWeights, loss.targets);
  const hasValidation =
    options.validationData !== undefined || options.validationSplit !== undefined;
  const stopping =
    options.earlyStopping && earlyStopping(options.earlyStopping, judges, hasValidation);
  const subject = subjectOf(particle);
  checkVariables(particle, variables);
  const parts = partsOf(subject.body, variables);
  needTrainable(particle.name, parts, subject.host, variables);
  const { training, validation } = await openAll(options);
  if (training.kind === 'stream') checkReplayable(training.stream.replayable, options);
  const request: Omit<FeedRequest, 'path'> = {
    reading: { name: particle.name, ports: particle.input },
    plan: { batchSize, dropRemainder, shuffle, seed, buckets: options.bucketByLength },
    targets: loss.targets,
    prove: proveFor(subject, variables, judges, (classes) => {
      lossWeights.check(classes);
    }),
  };
  const feed = feedOf(training, { ...request, path: 'data' });
  const validationFeed =
    validation &&
    feedOf(validation, {
      ...request,
      path: 'validationData',
      plan: { ...request.plan, dropRemainder: false, shuffle: false },
    });
  await checkFinite(variables);
  registerGradients();
  const own = await engineOf(options);
  const { engine } = own;
  const name = `fit ${particle.name}`;
  const hostStage = subject.hostStage(variables);
  const takeBack = hostStage === undefined ? feed.keepOn?.(engine) : undefined;
  const step = stepRunner({ ...subject, loss, metrics, optimizer }, engine, name);
  const validationStep =
    validationFeed &&
    engine.compile(
      evaluationStep(
        subject,
        judges.map(({ metric }) => metric),
      ),
      { name: `${name}, validation`, donate: [2] },
    );
  const plan = {
    stepper: { step, frozen: parts.frozen, judges },
    validation: validationFeed && validationStep && { feed: validationFeed, step: validationStep },
    feed,
    host: hostStage,
    lossWeights,
    stopping,
    epochs,
    batchSize,
    seed,
    clock,
    breathe: createBreather(clock),
    release() {
      takeBack?.();
      step.dispose();
      validationStep?.dispose();
      own.release();
    },
  };
  return { parts, plan };
}

interface Opened {
  readonly training: OpenedData;
  readonly validation: OpenedData | undefined;
}

async function openAll(options: FitOptions): Promise<Opened> {
  const { particle, data, validationData, validationSplit, sampleWeights } = options;
  const reading = { name: particle.name, ports: particle.input };
  const opened = await openData('data', reading, data, sampleWeights);
  if (validationSplit !== undefined) {
    if (validationData === undefined) return splitData(opened, validationSplit);
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): pass 'validationData' or 'validationSplit'`,
      path: 'fit.validationSplit',
      expected: 'one of them',
      found: 'both',
    });
  }
  const validation =
    validationData === undefined
      ? undefined
      : await openData('validationData', reading, validationData);
  return { training: opened, validation };
}

function checkReplayable(isReplayable: boolean, { epochs, shuffle }: FitOptions): void {
  if (!isReplayable && epochs > 1) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): data is a generator, which can be gone through once, and there are ${epochs} epochs`,
      path: 'fit.data',
      expected: 'data that can be iterated again',
      found: 'an iterator',
      remedy: 'pass the function that makes the generator, without calling it',
    });
  }
  if (shuffle === true) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): 'shuffle' is for data in memory, and data is a stream`,
      path: 'fit.shuffle',
      remedy: 'use fromExamples(source, { shuffleBuffer: 1000 })',
    });
  }
}

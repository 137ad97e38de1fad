import {
  checkVariables,
  connect,
  type Spec,
  type Variables,
} from '@sora-particles/combinator-core';
import type { Examples } from '../data/examples.ts';
import { suppliesOf } from '../data/supplies.ts';
import type { Judge } from './tally.ts';
import { needForm } from './prediction-form.ts';
import type { Subject } from './subject.ts';
import { checkTargets } from './target-check.ts';

/** Refuses examples that do not fit the particle, its variables, the loss or a metric. */
export type Prove = (path: string, examples: Examples, firstIndex: number) => void;

/**
 * Makes the check of all examples. What follows from their shapes is proved once for each shape; the
 * targets are looked at one by one.
 *
 * @param checkClasses - Told how many classes the last axis of the predictions has.
 * @throws ParticleError when called: as `connect`, `checkVariables` and `Metric.checkTargets`;
 *   `meaning-mismatch` for a loss that reads logits where there are none.
 */
export function proveFor(
  subject: Subject,
  variables: Variables,
  judges: readonly Judge[],
  checkClasses: (classes: number) => void = () => undefined,
): Prove {
  const { particle } = subject;
  const proved = new Map<string, Spec>();
  return (path, examples, firstIndex) => {
    const shapes = shapesOf(examples);
    let output = proved.get(shapes);
    if (output === undefined) {
      const { bindings } = connect(particle, suppliesOf(path, particle.input, examples));
      checkVariables(particle, variables, { bindings });
      output = subject.outputFor(path, examples);
      for (const { key, metric } of judges) needForm(key, metric.from, particle.name, output);
      const classes = output.shape?.at(-1);
      if (typeof classes === 'number') checkClasses(classes);
      proved.set(shapes, output);
    }
    const metrics = judges.map(({ metric }) => metric);
    checkTargets(metrics, examples.targets, output, firstIndex);
  };
}

function shapesOf({ inputs }: Examples): string {
  return Object.entries(inputs)
    .map(([port, table]) =>
      table.kind === 'values' ? port : `${port}:${table.dtype}[${table.itemShape.join()}]`,
    )
    .join();
}

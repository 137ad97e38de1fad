import { ParticleError } from '@sora-particles/combinator-core';
import type { Loss, Metric } from '../api.ts';
import type { Judge } from './tally.ts';

/**
 * Names what is measured: the loss is `loss`, a metric is called as it says.
 *
 * @throws ParticleError `name-duplicate` for two of one name; `option-invalid` for something
 *   else than a metric, or for a name that is taken by the record of an epoch.
 */
export function judgesOf(
  owner: string,
  loss: Loss | undefined,
  metrics: readonly Metric[],
): readonly Judge[] {
  const judges: Judge[] = loss === undefined ? [] : [{ key: 'loss', metric: loss }];
  for (const [index, metric] of metrics.entries()) {
    const path = `${owner}.metrics[${index}]`;
    if (!isMetric(metric)) throw notAMetric(path, metric);
    const { name } = metric;
    if (name === 'loss' || name === 'epoch' || name.startsWith('val_')) {
      throw new ParticleError({
        code: 'option-invalid',
        summary: `a metric cannot be called '${name}': the record of an epoch uses it`,
        path,
      });
    }
    if (judges.some(({ key }) => key === name)) {
      throw new ParticleError({
        code: 'name-duplicate',
        summary: `two metrics are called '${name}'`,
        path,
        remedy: 'give one of them another name, with its option `name`',
      });
    }
    judges.push({ key: name, metric });
  }
  return judges;
}

/** Whether something is a metric (or a loss). */
export function isMetric(value: unknown): value is Metric {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['measure', 'update', 'result', 'init', 'checkTargets'].every((method) => method in value)
  );
}

function notAMetric(path: string, found: unknown): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `${path} is not a metric`,
    path,
    expected: 'a metric, e.g. accuracy()',
    found: typeof found === 'function' ? 'a function: is () missing?' : typeof found,
  });
}

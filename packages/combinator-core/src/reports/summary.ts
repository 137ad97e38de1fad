import type { Bindings } from '../contract/evaluate.ts';
import { evaluateShape } from '../contract/evaluate.ts';
import { formatSpec } from '../contract/format.ts';
import type { AnyParticle, ParamSpecs } from '../particle.ts';
import { walk, type Visit } from './walk.ts';

/**
 * Draws a table of the steps of a particle, with output shapes and numbers of weights, as Keras's
 * `model.summary()`.
 *
 * @param bindings - Sizes for symbols of the inputs. Others stay symbolic, and weights that depend on
 *   them are shown as `?`.
 * @returns Lines of text, as wide as the longest entry.
 *
 * @example
 * ```ts
 * import { compose, summary } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 *
 * const net = compose(input({ shape: ['batch', 784], dtype: 'float32' })).to(dense({ units: 10 }));
 * console.log(summary(net));
 * ```
 */
export function summary(particle: AnyParticle, bindings: Bindings = {}): string {
  const steps = [...walk(particle, bindings)].filter(({ hasParts }) => !hasParts);
  const rows = steps.map((step) => [
    `${step.path === '' ? step.particle.name : step.path} (${shortKind(step.particle)})`,
    Object.values(step.output).map(formatSpec).join('; '),
    grouped(countOf(step, allWeights(step.particle))),
  ]);
  const isTrained = (step: Visit): ParamSpecs => trainable(step, particle);
  const total = sum(steps.map((step) => countOf(step, allWeights(step.particle))));
  const trained = sum(steps.map((step) => countOf(step, isTrained(step))));
  return [
    ...table([['Step (kind)', 'Output', 'Weights'], ...rows]),
    `Weights in total: ${grouped(total)}`,
    `Trained:          ${grouped(trained)}`,
    `Not trained:      ${grouped(total === undefined || trained === undefined ? undefined : total - trained)}`,
  ].join('\n');
}

function shortKind({ kind }: AnyParticle): string {
  return kind.slice(kind.lastIndexOf('/') + 1);
}

function allWeights({ params, state }: AnyParticle): ParamSpecs {
  return {
    ...params,
    ...Object.fromEntries(Object.entries(state).map(([key, spec]) => [`state.${key}`, spec])),
  };
}

/** The weights of a step that training changes; the whole knows what is frozen. */
function trainable({ path, particle }: Visit, whole: AnyParticle): ParamSpecs {
  return Object.fromEntries(
    Object.entries(particle.params).filter(([key, spec]) => {
      const inWhole = whole.params[path === '' ? key : `${path}/${key}`] ?? spec;
      return inWhole.trainable !== false;
    }),
  );
}

function countOf({ bindings }: Visit, specs: ParamSpecs): number | undefined {
  return sum(
    Object.values(specs).map(({ shape }) =>
      evaluateShape(shape, bindings).reduce<number | undefined>(
        (product, dim) =>
          product === undefined || typeof dim !== 'number' ? undefined : product * dim,
        1,
      ),
    ),
  );
}

function sum(counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce(
    (total, count) => (total === undefined || count === undefined ? undefined : total + count),
    0,
  );
}

function grouped(count: number | undefined): string {
  return count === undefined ? '?' : String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  '),
  );
  const [head = '', ...body] = lines;
  return [head, rule, ...body, rule];
}

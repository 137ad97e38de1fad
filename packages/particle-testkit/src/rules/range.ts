import { formatRange, isTensorSpec } from '@sora-particles/combinator-core';
import { forEachCase, type CaseOptions } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { broken, type Rule } from './rule.ts';

/** Share of the width of a range by which values may lie outside, for rounding. As `predict` has it. */
const TOLERANCE = 1e-5;

/** Small and large numbers, and the ends of the ranges that inputs state. */
const DRAWN: readonly CaseOptions[] = [
  { magnitude: 2 },
  { magnitude: 1000 },
  { end: 'low' },
  { end: 'high' },
];

/** A promised range is kept: also for large numbers where the input states none, and never by NaN. */
export const rangeRule: Rule = {
  name: 'range',
  title: 'keeps the ranges that it promises',
  applies: ({ output }) =>
    Object.values(output).some((spec) => isTensorSpec(spec) && (spec.range ?? null) !== null),
  async check(subject) {
    const { particle } = subject;
    for (const drawn of DRAWN) {
      await forEachCase(
        subject,
        { ...drawn, least: 2, count: (drawn.end === undefined ? 2 : 1) * subject.seeds.length },
        async (given) => {
          for (const training of [false, true]) {
            const { outputs } = await runOnce(particle, given, { training, seed: given.seed });
            for (const [port, spec] of Object.entries(given.promised.output)) {
              if (!isTensorSpec(spec) || !Array.isArray(spec.range)) continue;
              const [low, high] = spec.range as readonly [number, number];
              const margin = TOLERANCE * (high - low);
              const { values } = outputs[port] as { readonly values: ArrayLike<number> };
              const odd = Array.from(values).find(
                (value) => !(value >= low - margin && value <= high + margin),
              );
              if (odd === undefined) continue;
              throw broken(particle, {
                summary: `output '${port}' leaves the range that the contract promises${training ? ' while training' : ''}`,
                expected: formatRange([low, high]),
                found: String(odd),
                remedy: 'clip, or withdraw the promise with `range: null`',
              });
            }
          }
        },
      );
    }
  },
};

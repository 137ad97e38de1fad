import { cost, isTensorSpec } from '@sora-particles/combinator-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { countOperations, type Operations } from '../cost/count-operations.ts';
import { broken, type Rule, type Subject } from './rule.ts';

/** Share by which products may differ: padding, and products that are left out where they are zero. */
const SLACK = 0.1;

/**
 * How many operations other kernels may take for a number, and how many kernels a particle may use for what
 * it counts as one: an exponential is one operation in one contract and ten in another.
 */
const OTHERS = 16;

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** The stated cost is that of what is really there and really run. */
export const costRule: Rule = {
  name: 'cost',
  title: 'costs what it says',
  applies: ({ traits }) => !traits.host,
  check: (subject) =>
    forEachCase(subject, { count: 1, least: 2 }, async (given) => {
      checkParameters(subject, given);
      await checkBytes(subject, given);
      await checkOperations(subject, given);
    }),
};

function checkParameters({ particle }: Subject, { variables, promised }: Case): void {
  const stated = cost(particle, promised.bindings);
  const values = Object.values(variables).map(({ value }) => value);
  const numbers = values.reduce((sum, { size }) => sum + size, 0);
  const bytes = values.reduce((sum, { size, dtype }) => sum + size * (BYTES[dtype] ?? 0), 0);
  if (stated.parameters === numbers && stated.parameterBytes === bytes) return;
  throw broken(particle, {
    summary: 'cost() counts other weights than there are',
    expected: `${numbers} numbers, ${bytes} bytes`,
    found: `${stated.parameters} numbers, ${stated.parameterBytes} bytes`,
    remedy: 'a combination has the weights of its parts and no others',
  });
}

/** Of what has no parts: those of a combination keep outputs of their own. */
async function checkBytes({ particle }: Subject, given: Case): Promise<void> {
  const { activationBytes, steps } = cost(particle, given.promised.bindings);
  if (steps.length !== 1 || steps[0]?.kind !== particle.kind) return;
  const { outputs } = await runOnce(particle, given);
  let bytes = 0;
  for (const output of Object.values(outputs)) {
    if (typeof output !== 'object' || output === null || !('dtype' in output)) continue;
    const { values, dtype } = output as { values: ArrayLike<unknown>; dtype: string };
    bytes += values.length * (BYTES[dtype] ?? 0);
  }
  if (bytes === activationBytes) return;
  throw broken(particle, {
    summary: 'the outputs take other bytes than cost() says',
    expected: `${activationBytes} bytes`,
    found: `${bytes} bytes`,
  });
}

async function checkOperations({ particle }: Subject, given: Case): Promise<void> {
  const { flops } = cost(particle, given.promised.bindings);
  if (flops === 0) return;
  const seen: Operations[] = [];
  for (const training of [false, true]) {
    const run = () => runOnce(particle, given, { training, seed: given.seed });
    seen.push(await countOperations(run));
  }
  const low = Math.min(...seen.map((it) => Math.max(it.products, it.others / OTHERS)));
  // Of what gives its input back some count one operation for each number.
  const numbers = sizeOfOutputs(given);
  const high = Math.max(...seen.map((it) => it.products + (it.others + numbers) * OTHERS));
  if (flops >= low * (1 - SLACK) && flops <= high * (1 + SLACK)) return;
  throw broken(particle, {
    summary: '`flops` is not what the kernels compute that run',
    expected: `${Math.round(low)} to ${Math.round(high)}, from the shapes that the kernels took and gave`,
    found: String(flops),
    remedy: 'count a multiplication and an addition as two, for all axes; or leave `flops` out',
  });
}

function sizeOfOutputs({ promised }: Case): number {
  return Object.values(promised.output)
    .filter(isTensorSpec)
    .reduce((sum, { shape }) => sum + shape.reduce<number>((n, dim) => n * Number(dim), 1), 0);
}

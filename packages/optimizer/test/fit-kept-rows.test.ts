import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  disposeVariables,
  eagerEngine,
  type Engine,
  type RowTable,
} from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { fit, type FitOptions } from '@sora-particles/optimizer';
import { gather, memory, tensor, tidy } from '@tensorflow/tfjs-core';
import { points, problem, valuesOf } from './support/problem.ts';

/** An engine that keeps rows as a tensor, and what it was asked to do. */
function keeping(log: string[]): Engine {
  return {
    ...eagerEngine(),
    keepRows({ values, shape, dtype }: RowTable) {
      log.push(`keeps ${values.constructor.name} [${shape.join()}] for ${dtype}`);
      const table = tensor(values, [...shape], dtype);
      return {
        take: (rows) => {
          log.push(`takes ${rows.length}`);
          return tidy(() => gather(table, tensor(rows, [rows.length], 'int32')));
        },
        dispose: () => {
          log.push('lets go');
          table.dispose();
        },
      };
    },
  };
}

const { x, y } = points(40);
const flat = { x: { values: Float32Array.from(x.flat()), shape: [40, 2] }, y };

async function trained(changes: Partial<FitOptions>): Promise<Record<string, number[]>> {
  const { variables } = await fit(problem({ data: flat, ...changes }));
  return valuesOf(variables);
}

describe('an engine that keeps rows', () => {
  it('puts the batches together, with the same result', async () => {
    const log: string[] = [];
    const own = await trained({ engine: keeping(log) });
    expect(log).toEqual([
      'keeps Float32Array [40,2] for float32',
      ...['takes 16', 'takes 16', 'takes 8', 'takes 16', 'takes 16', 'takes 8'],
      'lets go',
    ]);
    expect(own).toEqual(await trained({ engine: eagerEngine() }));
  });

  it('keeps the part that is trained on, where some is split off', async () => {
    const log: string[] = [];
    const own = await trained({ engine: keeping(log), validationSplit: 0.25 });
    expect(log[0]).toBe('keeps Float32Array [30,2] for float32');
    expect(own).toEqual(await trained({ engine: eagerEngine(), validationSplit: 0.25 }));
  });

  it('is not asked to keep what it could not: lists, and numbers of other types', async () => {
    const log: string[] = [];
    await trained({ engine: keeping(log), data: { x: x.map((one) => Float32Array.from(one)), y } });
    const doubles = { values: Float64Array.from(x.flat()), shape: [40, 2] };
    await trained({ engine: keeping(log), data: { x: doubles, y } });
    expect(log).toEqual([]);
  });

  it('may refuse', async () => {
    const engine: Engine = { ...eagerEngine(), keepRows: () => undefined };
    expect(await trained({ engine })).toEqual(await trained({ engine: eagerEngine() }));
  });

  it.each([
    ['ends', {}],
    ['is stopped', { signal: AbortSignal.abort() }],
    [
      'fails',
      {
        onEvent: () => {
          throw new Error('not today');
        },
      },
    ],
  ] as const)('is told to let go when a run %s', async (_, changes) => {
    const log: string[] = [];
    const particle = compose(input({ shape: ['batch', 2], dtype: 'float32' })).to(
      dense({ units: 2 }),
    );
    const options = problem({ particle, data: flat });
    const before = memory().numTensors;
    const run = fit({ ...options, engine: keeping(log), ...changes });
    await run.then(
      ({ variables }) => {
        disposeVariables(variables);
      },
      () => undefined,
    );
    expect(log.at(-1)).toBe('lets go');
    expect(memory().numTensors).toBe(before);
    disposeVariables(options.variables);
  });
});

import { tryConnect } from '../src/contract/connect.ts';
import type { Supply } from '../src/contract/promise.ts';
import type { Dim } from '../src/contract/dim.ts';
import { fixtures } from './fixtures/index.ts';
import { toPorts } from './fixtures/fixture.ts';

type Row = (typeof fixtures)[number];

function connectRow({ connection }: Row): ReturnType<typeof tryConnect> {
  const has = toPorts(connection.has, 'x');
  const supplies: Record<string, Supply> = Object.fromEntries(
    Object.entries(has).map(([port, spec]) => [port, { from: 'a', spec }]),
  );
  const scope = new Set<Dim>(Object.values(has).flatMap(({ shape }) => [...(shape ?? [])]));
  const gives = 'gives' in connection ? connection.gives : { shape: [] };
  return tryConnect(
    {
      name: 'b',
      input: toPorts(connection.needs, 'x'),
      output: toPorts(gives, 'y'),
      where: 'where' in connection ? connection.where : [],
    },
    supplies,
    scope,
  );
}

/** Missing ports and impossible outputs are thrown, mismatches returned: both are refusals. */
function attempt(row: Row): { message?: string; narrowing?: unknown; result?: unknown } {
  try {
    const result = connectRow(row);
    return 'error' in result
      ? { message: result.error.summary, narrowing: result.narrowing }
      : { result };
  } catch (error) {
    return { message: (error as { summary: string }).summary };
  }
}

describe('the shared table of connections, at run time', () => {
  test('has at least 150 rows, each with a name of its own', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(150);
    expect(new Set(fixtures.map(({ name }) => name)).size).toBe(fixtures.length);
  });

  test.each(fixtures.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const { message, narrowing, result } = attempt(row);
    if ('rejects' in row) {
      expect(message).toBe(row.rejects);
      expect(narrowing).toEqual(row.narrowing);
      return;
    }
    expect(message).toBeUndefined();
    expect(result).toMatchObject({
      bindings: row.accepts.bindings,
      output: toPorts(row.accepts.output as object, 'y'),
    });
    expect(Object.keys((result as { bindings: object }).bindings).sort()).toEqual(
      Object.keys(row.accepts.bindings).sort(),
    );
  });
});

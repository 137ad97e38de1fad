import { connect, type Constraints } from '@sora-particles/combinator-core/contract';
import { toPorts } from '../../../packages/combinator-core/test/fixtures/fixture.ts';
import { fixtures } from '../../../packages/combinator-core/test/fixtures/index.ts';
import type { Case } from '../case.ts';

/** Contracts are compared where there is no TensorFlow.js: in a page of its own. */
export const contractCase: Case = {
  name: 'contracts without TensorFlow.js',
  page: 'contract',
  run: () => Object.fromEntries(rows.map((row) => [row.name, outcomeOf(row)])),
};

/** A row of the table that also drives the tests of the contract. */
interface Row {
  readonly name: string;
  readonly connection: {
    readonly has: object;
    readonly needs: object;
    readonly gives?: object;
    readonly where?: Constraints;
  };
}

const rows: readonly Row[] = fixtures;

function outcomeOf({ connection }: Row): unknown {
  const { has, needs, gives = { shape: [] }, where = [] } = connection;
  const consumer = { name: 'b', input: toPorts(needs, 'x'), output: toPorts(gives, 'y'), where };
  const supplies = Object.entries(toPorts(has, 'x')).map(
    ([port, spec]) => [port, { from: 'a', spec }] as const,
  );
  try {
    const { bindings, output } = connect(consumer, Object.fromEntries(supplies));
    return { bindings, output };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

import type { Connect, Connected, Refused } from '../src/contract/static/connect.ts';
import type { Contracts } from './fixtures/fixture.ts';
import type { fixtures } from './fixtures/index.ts';

/*
 * The shared table of connections, in the type system. Each row is checked by itself, and the type of
 * `everyRowAgrees` lists the names of those that do not.
 */

type Table = typeof fixtures;

interface Consumer<C> {
  readonly name: 'b';
  readonly input: C extends { readonly input: infer I extends object } ? I : never;
  readonly output: C extends { readonly output: infer O extends object } ? O : never;
  readonly where: C extends { readonly where: infer W extends readonly unknown[] } ? W : never;
}

type ContractsOf<Row> = Row extends {
  readonly connection: infer C extends { has: object; needs: object };
}
  ? Contracts<C>
  : never;

type Run<Row> =
  ContractsOf<Row> extends infer C extends { readonly has: object }
    ? Connect<Consumer<C>, { [Port in keyof C['has']]: 'a' }, C['has'], C['has']>
    : never;

/** Equal data, where an unknown size may be `number` to the compiler. */
type Same<Actual, Expected> = [Expected] extends [null]
  ? Actual extends number | null
    ? true
    : false
  : [Expected] extends [string | number | boolean]
    ? [Actual, Expected] extends [Expected, Actual]
      ? true
      : false
    : Expected extends readonly unknown[]
      ? Actual extends readonly unknown[]
        ? Actual['length'] extends Expected['length']
          ? SameItems<Actual, Expected>
          : false
        : false
      : keyof Actual extends keyof Expected
        ? keyof Expected extends keyof Actual
          ? {
              [K in keyof Expected]: K extends keyof Actual ? Same<Actual[K], Expected[K]> : false;
            }[keyof Expected] extends true
            ? true
            : false
          : false
        : false;

type SameItems<A, B> = A extends readonly [infer a, ...infer RestA]
  ? B extends readonly [infer b, ...infer RestB]
    ? Same<a, b> extends true
      ? SameItems<RestA, RestB>
      : false
    : false
  : true;

type AsPorts<S> = S extends { readonly ports: infer P } ? P : { readonly y: S };

type Agrees<Row> = Row extends {
  readonly rejects: infer Message;
  readonly narrowing: infer Narrowing;
}
  ? Run<Row> extends Refused<infer Text, infer Found>
    ? [Text, Message] extends [Message, Text]
      ? Narrowing extends undefined
        ? [Found] extends [never]
          ? true
          : false
        : Same<Found, Narrowing>
      : false
    : false
  : Row extends {
        readonly accepts: { readonly bindings: infer Bindings; readonly output: infer Output };
      }
    ? Run<Row> extends Connected<infer Out, unknown, unknown, infer Env>
      ? [Same<Flat<Env>, Bindings>, Same<Out, AsPorts<Output>>] extends [true, true]
        ? true
        : false
      : false
    : false;

type Flat<T> = { [K in keyof T]: T[K] };

type NameOf<Row> = Row extends { readonly name: infer Name extends string } ? Name : never;

/** The rows on which the compiler and the table differ. */
type Disagreements<Rows, Found extends string = never> = Rows extends readonly [
  infer Row,
  ...infer Rest,
]
  ? Disagreements<Rest, Agrees<Row> extends true ? Found : Found | NameOf<Row>>
  : Found;

export const everyRowAgrees: [Disagreements<Table>] extends [never]
  ? true
  : { rows: Disagreements<Table> } = true;

/** The comparison itself is able to fail. */
type Doctored = Disagreements<
  [
    {
      name: 'wrong size';
      connection: {
        has: { shape: readonly [3] };
        needs: { shape: readonly ['n'] };
        gives: { shape: readonly ['n'] };
      };
      accepts: { bindings: { n: 3 }; output: { shape: readonly [4] } };
    },
    {
      name: 'wrong message';
      connection: { has: { shape: readonly [3] }; needs: { shape: readonly [4] } };
      rejects: "'a' -> 'b' port 'x', axis 0: needs 4, got 5 (has [3]; 'b' takes [4])";
      narrowing: undefined;
    },
  ]
>;
export const doctoredRowsAreFound: [Doctored, 'wrong size' | 'wrong message'] extends [
  'wrong size' | 'wrong message',
  Doctored,
]
  ? true
  : false = true;

/** All characters of port names, in the order of their code units. */
type Alphabet = '-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

/** The keys of a record as a tuple in alphabetical order, so that checks do not depend on the order in which the compiler lists them. */
export type SortedKeys<T> = Sort<UnionToTuple<keyof T>>;

type UnionToTuple<U, Out extends readonly unknown[] = []> = [U] extends [never]
  ? Out
  : LastOf<U> extends infer Last
    ? UnionToTuple<Exclude<U, Last>, [Last, ...Out]>
    : never;

type LastOf<U> = (
  (U extends unknown ? (member: (value: U) => void) => void : never) extends (
    member: infer Both,
  ) => void
    ? Both
    : never
) extends (value: infer Last) => void
  ? Last
  : never;

type Sort<
  Names extends readonly unknown[],
  Out extends readonly unknown[] = [],
> = Names extends readonly [infer Head, ...infer Tail] ? Sort<Tail, Insert<Out, Head>> : Out;

type Insert<
  Sorted extends readonly unknown[],
  Name,
  Before extends readonly unknown[] = [],
> = Sorted extends readonly [infer Head, ...infer Tail]
  ? IsBefore<Name, Head> extends true
    ? [...Before, Name, ...Sorted]
    : Insert<Tail, Name, [...Before, Head]>
  : [...Before, Name];

type IsBefore<A, B> = A extends `${infer a}${infer RestA}`
  ? B extends `${infer b}${infer RestB}`
    ? a extends b
      ? IsBefore<RestA, RestB>
      : Alphabet extends `${string}${a}${string}${b}${string}`
        ? true
        : false
    : false
  : true;

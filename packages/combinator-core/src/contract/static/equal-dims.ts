/** Whether two sizes in normal form are the same for all values of their symbols: the twin of `equalDims`. */
export type EqualDims<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : false
  : A extends readonly [infer Op extends 'add' | 'mul', ...infer PartsA]
    ? B extends readonly [Op, ...infer PartsB]
      ? SameMembers<PartsA, PartsB>
      : false
    : false;

type SameMembers<A extends readonly unknown[], B extends readonly unknown[]> = A extends readonly [
  infer Head,
  ...infer Tail,
]
  ? Without<B, Head> extends infer Rest extends readonly unknown[]
    ? SameMembers<Tail, Rest>
    : false
  : B extends readonly []
    ? true
    : false;

type Without<
  List extends readonly unknown[],
  Member,
  Before extends readonly unknown[] = [],
> = List extends readonly [infer Head, ...infer Tail]
  ? EqualDims<Head, Member> extends true
    ? [...Before, ...Tail]
    : Without<Tail, Member, [...Before, Head]>
  : 'absent';

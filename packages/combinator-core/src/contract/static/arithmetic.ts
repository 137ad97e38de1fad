/*
 * Exact arithmetic on number literals in the type system. Numbers are handled as decimal strings with
 * the lowest digit first, so that the cost follows the number of digits, not the value.
 */

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Carry = 0 | 1;

/** `Sums[a][b]` is [digit, carry] of a + b; column 10 serves 9 + carry. */
// prettier-ignore
type Sums = [
  [['0', 0], ['1', 0], ['2', 0], ['3', 0], ['4', 0], ['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1]],
  [['1', 0], ['2', 0], ['3', 0], ['4', 0], ['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1]],
  [['2', 0], ['3', 0], ['4', 0], ['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1]],
  [['3', 0], ['4', 0], ['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1]],
  [['4', 0], ['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1]],
  [['5', 0], ['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1], ['5', 1]],
  [['6', 0], ['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1], ['5', 1], ['6', 1]],
  [['7', 0], ['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1], ['5', 1], ['6', 1], ['7', 1]],
  [['8', 0], ['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1], ['5', 1], ['6', 1], ['7', 1], ['8', 1]],
  [['9', 0], ['0', 1], ['1', 1], ['2', 1], ['3', 1], ['4', 1], ['5', 1], ['6', 1], ['7', 1], ['8', 1], ['9', 1]],
];

/** `Differences[a][b]` is [digit, borrow] of a - b; column 10 serves 9 + borrow. */
// prettier-ignore
type Differences = [
  [['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1], ['4', 1], ['3', 1], ['2', 1], ['1', 1], ['0', 1]],
  [['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1], ['4', 1], ['3', 1], ['2', 1], ['1', 1]],
  [['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1], ['4', 1], ['3', 1], ['2', 1]],
  [['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1], ['4', 1], ['3', 1]],
  [['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1], ['4', 1]],
  [['5', 0], ['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1], ['5', 1]],
  [['6', 0], ['5', 0], ['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1], ['6', 1]],
  [['7', 0], ['6', 0], ['5', 0], ['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1], ['7', 1]],
  [['8', 0], ['7', 0], ['6', 0], ['5', 0], ['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1], ['8', 1]],
  [['9', 0], ['8', 0], ['7', 0], ['6', 0], ['5', 0], ['4', 0], ['3', 0], ['2', 0], ['1', 0], ['0', 0], ['9', 1]],
];

/** `Products[a][b]` is a * b, lowest digit first. */
// prettier-ignore
type Products = [
  ['0', '0', '0', '0', '0', '0', '0', '0', '0', '0'],
  ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  ['0', '2', '4', '6', '8', '01', '21', '41', '61', '81'],
  ['0', '3', '6', '9', '21', '51', '81', '12', '42', '72'],
  ['0', '4', '8', '21', '61', '02', '42', '82', '23', '63'],
  ['0', '5', '01', '51', '02', '52', '03', '53', '04', '54'],
  ['0', '6', '21', '81', '42', '03', '63', '24', '84', '45'],
  ['0', '7', '41', '12', '82', '53', '24', '94', '65', '36'],
  ['0', '8', '61', '42', '23', '04', '84', '65', '46', '27'],
  ['0', '9', '81', '72', '63', '54', '45', '36', '27', '18'],
];

type Successor = { 0: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; 1: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };

type Reverse<S extends string, Out extends string = ''> = S extends `${infer Head}${infer Tail}`
  ? Reverse<Tail, `${Head}${Out}`>
  : Out;

/** Without leading zeros. */
type Trim<S extends string> = S extends `0${infer Rest}` ? (Rest extends '' ? '0' : Trim<Rest>) : S;

type ToNumber<S extends string> = S extends `${infer N extends number}` ? N : never;
type FromReversed<S extends string> = ToNumber<Trim<Reverse<S>>>;

type AddReversed<
  A extends string,
  B extends string,
  C extends Carry = 0,
  Out extends string = '',
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? Sums[a][Successor[C][b]] extends [infer d extends string, infer c extends Carry]
      ? AddReversed<RestA, RestB, c, `${Out}${d}`>
      : never
    : C extends 0
      ? `${Out}${A}`
      : AddReversed<A, '1', 0, Out>
  : B extends ''
    ? C extends 0
      ? Out
      : `${Out}1`
    : C extends 0
      ? `${Out}${B}`
      : AddReversed<'1', B, 0, Out>;

/** A - B, or `'negative'`. */
type SubtractReversed<
  A extends string,
  B extends string,
  C extends Carry = 0,
  Out extends string = '',
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? Differences[a][Successor[C][b]] extends [infer d extends string, infer c extends Carry]
      ? SubtractReversed<RestA, RestB, c, `${Out}${d}`>
      : never
    : C extends 0
      ? `${Out}${A}`
      : SubtractReversed<A, '1', 0, Out>
  : B extends ''
    ? C extends 0
      ? Out
      : 'negative'
    : 'negative';

type SubtractText<A extends string, B extends string> =
  SubtractReversed<Reverse<A>, Reverse<B>> extends infer R extends string
    ? R extends 'negative'
      ? 'negative'
      : Trim<Reverse<R>>
    : never;

/** A - B for A >= B >= 0; otherwise never. */
type Difference<A extends string, B extends string> =
  SubtractText<A, B> extends infer R extends string
    ? R extends 'negative'
      ? never
      : ToNumber<R>
    : never;

/** A - B of two naturals, which may be negative. */
type SignedDifference<A extends string, B extends string> =
  SubtractText<A, B> extends infer R extends string
    ? R extends 'negative'
      ? ToNumber<`-${SubtractText<B, A>}`>
      : ToNumber<R>
    : never;

type AddText<A extends string, B extends string> = Trim<
  Reverse<AddReversed<Reverse<A>, Reverse<B>>>
>;

/** A + B of two integers. */
export type Add<A extends number, B extends number> = A extends 0
  ? B
  : B extends 0
    ? A
    : `${A}` extends `-${infer a}`
      ? `${B}` extends `-${infer b}`
        ? ToNumber<`-${AddText<a, b>}`>
        : SignedDifference<`${B}`, a>
      : `${B}` extends `-${infer b}`
        ? SignedDifference<`${A}`, b>
        : FromReversed<AddReversed<Reverse<`${A}`>, Reverse<`${B}`>>>;

/** A - B of two naturals; never when it would be negative. */
export type Subtract<A extends number, B extends number> = B extends 0
  ? A
  : Difference<`${A}`, `${B}`>;

/** -A. */
export type Negate<A extends number> = A extends 0
  ? 0
  : `${A}` extends `-${infer a}`
    ? ToNumber<a>
    : ToNumber<`-${A}`>;

type MultiplyDigit<
  A extends string,
  D extends Digit,
  C extends string = '',
  Out extends string = '',
> = A extends `${infer a extends Digit}${infer Rest}`
  ? AddReversed<Products[a][D], C> extends `${infer low}${infer high}`
    ? MultiplyDigit<Rest, D, high, `${Out}${low}`>
    : never
  : `${Out}${C}`;

type MultiplyReversed<
  A extends string,
  B extends string,
  Shift extends string = '',
  Out extends string = '0',
> = B extends `${infer b extends Digit}${infer Rest}`
  ? MultiplyReversed<A, Rest, `${Shift}0`, AddReversed<Out, `${Shift}${MultiplyDigit<A, b>}`>>
  : Out;

/** A * B of two integers. */
export type Multiply<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : `${A}` extends `-${infer a}`
      ? `${B}` extends `-${infer b}`
        ? MultiplyText<a, b>
        : Negate<MultiplyText<a, `${B}`>>
      : `${B}` extends `-${infer b}`
        ? Negate<MultiplyText<`${A}`, b>>
        : MultiplyText<`${A}`, `${B}`>;

type MultiplyText<A extends string, B extends string> = FromReversed<
  MultiplyReversed<Reverse<A>, Reverse<B>>
>;

type DivideStep<R extends string, By extends string, Count extends 0[] = []> =
  SubtractText<R, By> extends infer S extends string
    ? S extends 'negative'
      ? [Count['length'], R]
      : DivideStep<S, By, [...Count, 0]>
    : never;

type DivideText<
  A extends string,
  By extends string,
  R extends string = '0',
  Q extends string = '',
> = A extends `${infer d}${infer Rest}`
  ? DivideStep<Trim<`${R}${d}`>, By> extends [infer q extends number, infer r extends string]
    ? DivideText<Rest, By, r, `${Q}${q}`>
    : never
  : [quotient: ToNumber<Trim<Q>>, remainder: ToNumber<R>];

/** [quotient, remainder] of two naturals. */
export type Divide<A extends number, By extends number> = By extends 1
  ? [quotient: A, remainder: 0]
  : DivideText<`${A}`, `${By}`>;

/** A / By of an integer and a natural; never where there is a remainder. */
export type DivideExactly<A extends number, By extends number> = `${A}` extends `-${infer a}`
  ? DivideText<a, `${By}`> extends [infer Q extends number, 0]
    ? Negate<Q>
    : never
  : Divide<A, By> extends [infer Q extends number, 0]
    ? Q
    : never;

/** The greatest common divisor of an integer and a natural. */
export type CommonDivisor<A extends number, B extends number> = B extends 0
  ? `${A}` extends `-${infer a}`
    ? ToNumber<a>
    : A
  : `${A}` extends `-${infer a}`
    ? CommonDivisor<B, DivideText<a, `${B}`>[1]>
    : CommonDivisor<B, Divide<A, B>[1]>;

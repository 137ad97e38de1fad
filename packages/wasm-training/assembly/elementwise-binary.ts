// Elementwise kernels of two float32 inputs with broadcasting:
// y[i * inner + j] = op(a[i * aOuter + j * aInner], b[i * bOuter + j * bInner]), where aInner and bInner
// are 0 or 1. An output may be one of its inputs where these are not broadcast.

@unmanaged
class Lanes {
  of(a: v128, b: v128): v128 {
    return a;
  }
}

@unmanaged
class Add extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class Sub extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@unmanaged
class Mul extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
class Div extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

@unmanaged
class Max extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class Min extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
class SquaredDifference extends Lanes {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  }
}

const enum Kind {
  Add,
  Sub,
  Mul,
  Div,
  Max,
  Min,
  SquaredDifference,
}

/** One row; loops of their own for an operand that stays the same along it. */
// @ts-ignore: decorator
@inline
function row<Op>(a: usize, b: usize, y: usize, count: i32, aInner: i32, bInner: i32): void {
  const op = changetype<Op>(0);
  if (aInner & bInner) {
    for (; count >= 4; count -= 4) {
      v128.store(y, op.of(v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
      y += 16;
    }
  } else if (aInner) {
    const same = v128.load32_splat(b);
    for (; count >= 4; count -= 4) {
      v128.store(y, op.of(v128.load(a), same));
      a += 16;
      y += 16;
    }
  } else if (bInner) {
    const same = v128.load32_splat(a);
    for (; count >= 4; count -= 4) {
      v128.store(y, op.of(same, v128.load(b)));
      b += 16;
      y += 16;
    }
  }
  for (; count > 0; count--) {
    v128.store32_lane(y, op.of(v128.load32_splat(a), v128.load32_splat(b)), 0);
    a += <usize>(aInner << 2);
    b += <usize>(bInner << 2);
    y += 4;
  }
}

function rows(
  kind: Kind,
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  if (aOuter == inner * aInner && bOuter == inner * bInner) {
    inner *= outer; // one long row
    outer = outer > 0 ? 1 : 0;
  }
  for (; outer > 0; outer--) {
    switch (kind) {
      case Kind.Add:
        row<Add>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.Sub:
        row<Sub>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.Mul:
        row<Mul>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.Div:
        row<Div>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.Max:
        row<Max>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.Min:
        row<Min>(a, b, y, inner, aInner, bInner);
        break;
      case Kind.SquaredDifference:
        row<SquaredDifference>(a, b, y, inner, aInner, bInner);
        break;
    }
    a += (<usize>aOuter) << 2;
    b += (<usize>bOuter) << 2;
    y += (<usize>inner) << 2;
  }
}

export function add(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Add, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function sub(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Sub, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function mul(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Mul, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function div(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Div, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function max(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Max, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function min(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.Min, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function squaredDifference(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  rows(Kind.SquaredDifference, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

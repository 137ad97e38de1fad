// Elementwise kernels f(x, y, count) of one float32 input as in elementwise-unary.ts, for what is needed
// less often: one loop serves all. y may be x.
import { acos4, acosh4, asin4, asinh4, atan4, atanh4, cosh4, sinh4 } from './hyperbolic';
import { loadPart, storePart } from './lanes';

const enum Kind {
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Cosh,
  Sinh,
}

function map(kind: Kind, x: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    const isPart = count < 4;
    const lanes = apply(kind, isPart ? loadPart(x, count) : v128.load(x));
    if (isPart) storePart(y, lanes, count);
    else v128.store(y, lanes);
    x += 16;
    y += 16;
  }
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, x: v128): v128 {
  switch (kind) {
    case Kind.Acos:
      return acos4(x);
    case Kind.Acosh:
      return acosh4(x);
    case Kind.Asin:
      return asin4(x);
    case Kind.Asinh:
      return asinh4(x);
    case Kind.Atan:
      return atan4(x);
    case Kind.Atanh:
      return atanh4(x);
    case Kind.Cosh:
      return cosh4(x);
    default:
      return sinh4(x);
  }
}

export function acos(x: usize, y: usize, count: i32): void {
  map(Kind.Acos, x, y, count);
}

export function acosh(x: usize, y: usize, count: i32): void {
  map(Kind.Acosh, x, y, count);
}

export function asin(x: usize, y: usize, count: i32): void {
  map(Kind.Asin, x, y, count);
}

export function asinh(x: usize, y: usize, count: i32): void {
  map(Kind.Asinh, x, y, count);
}

export function atan(x: usize, y: usize, count: i32): void {
  map(Kind.Atan, x, y, count);
}

export function atanh(x: usize, y: usize, count: i32): void {
  map(Kind.Atanh, x, y, count);
}

export function cosh(x: usize, y: usize, count: i32): void {
  map(Kind.Cosh, x, y, count);
}

export function sinh(x: usize, y: usize, count: i32): void {
  map(Kind.Sinh, x, y, count);
}

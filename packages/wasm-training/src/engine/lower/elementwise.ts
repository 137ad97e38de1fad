import type { Node } from '../graph.ts';
import type { KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import { type Lowering, type Lowerings, inputOf, outputOf } from './lowering.ts';
import { copy } from './movement.ts';

/** Operations on one float32 tensor: their kernel, and which attributes it takes. */
const UNARY: Readonly<Record<string, readonly [kernel: KernelName, ...attributes: string[]]>> = {
  Abs: ['abs'],
  Acos: ['acos'],
  Acosh: ['acosh'],
  Asin: ['asin'],
  Asinh: ['asinh'],
  Atan: ['atan'],
  Atanh: ['atanh'],
  Ceil: ['ceil'],
  ClipByValue: ['clip', 'clipValueMin', 'clipValueMax'],
  Cos: ['cos'],
  Cosh: ['cosh'],
  Elu: ['elu'],
  Erf: ['erf'],
  Exp: ['exp'],
  Expm1: ['expm1'],
  Floor: ['floor'],
  IsFinite: ['isFinite'],
  IsInf: ['isInf'],
  IsNan: ['isNan'],
  LeakyRelu: ['leakyRelu', 'alpha'],
  Log: ['log'],
  Log1p: ['log1p'],
  Neg: ['neg'],
  Reciprocal: ['reciprocal'],
  Relu: ['relu'],
  Relu6: ['relu6'],
  Round: ['round'],
  Rsqrt: ['rsqrt'],
  Selu: ['selu'],
  Sigmoid: ['sigmoid'],
  Sign: ['sign'],
  Sin: ['sin'],
  Sinh: ['sinh'],
  Softplus: ['softplus'],
  Sqrt: ['sqrt'],
  Square: ['square'],
  Step: ['step', 'alpha'],
  Tan: ['tan'],
  Tanh: ['tanh'],
};

/** Operations on one int32 tensor. */
const UNARY_INT: Readonly<Record<string, KernelName>> = {
  Abs: 'absInt',
  Neg: 'negInt',
  Sign: 'signInt',
  Square: 'squareInt',
};

/** Operations on two float32 tensors. */
const BINARY: Readonly<Record<string, KernelName>> = {
  Add: 'add',
  Atan2: 'atan2',
  Equal: 'equal',
  FloorDiv: 'floorDiv',
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  Less: 'less',
  LessEqual: 'lessEqual',
  Maximum: 'max',
  Minimum: 'min',
  Mod: 'mod',
  Multiply: 'mul',
  NotEqual: 'notEqual',
  Pow: 'pow',
  RealDiv: 'div',
  SquaredDifference: 'squaredDifference',
  Sub: 'sub',
};

/** Operations on two int32 tensors. */
const BINARY_INT: Readonly<Record<string, KernelName>> = {
  Add: 'addInt',
  Equal: 'equalInt',
  FloorDiv: 'floorDivInt',
  Greater: 'greaterInt',
  GreaterEqual: 'greaterEqualInt',
  Less: 'lessInt',
  LessEqual: 'lessEqualInt',
  Maximum: 'maxInt',
  Minimum: 'minInt',
  Mod: 'modInt',
  Multiply: 'mulInt',
  NotEqual: 'notEqualInt',
  SquaredDifference: 'squaredDifferenceInt',
  Sub: 'subInt',
};

/** Operations on two bool tensors. */
const BINARY_BOOL: Readonly<Record<string, KernelName>> = {
  LogicalAnd: 'logicalAnd',
  LogicalOr: 'logicalOr',
  LogicalXor: 'logicalXor',
};

/** Changes of type. */
const CASTS: Readonly<Record<string, KernelName>> = {
  'float32 int32': 'floatToInt',
  'float32 bool': 'floatToBool',
  'int32 float32': 'intToFloat',
  'int32 bool': 'intToBool',
  'bool float32': 'boolToFloat',
  'bool int32': 'boolToInt',
};

const unary: Lowering = (node, emit) => {
  const [x] = Object.values(node.inputs);
  if (x === undefined) throw new Untraceable(`'${node.kernel}' has no input`);
  const output = outputOf(node);
  const [float, ...attributes] = UNARY[node.kernel] ?? [];
  const kernel = x.value.dtype === 'float32' ? float : UNARY_INT[node.kernel];
  if (kernel === undefined || x.value.dtype === 'bool') throw noKernel(node, x.value.dtype);
  const options = attributes.map((name) => Number(node.attributes[name] ?? 0));
  emit.elementwise({ kernel, form: 'flat', operands: [x], output, options });
};

const binary: Lowering = (node, emit) => {
  const [a, b] = [inputOf(node, 'a'), inputOf(node, 'b')];
  const type = a.value.dtype;
  const table = { float32: BINARY, int32: BINARY_INT, bool: BINARY_BOOL }[type];
  const kernel = table[node.kernel];
  if (kernel === undefined || b.value.dtype !== type) throw noKernel(node, type);
  const output = outputOf(node);
  if (kernel !== 'floorDiv' || output.value.dtype === 'float32') {
    emit.elementwise({ kernel, form: 'broadcast', operands: [a, b], output });
    return;
  }
  // Some backends give the whole quotient of float32 numbers as int32.
  const quotient = emit.temporary(output.shape);
  emit.elementwise({ kernel, form: 'broadcast', operands: [a, b], output: quotient });
  emit.elementwise({ kernel: 'floatToInt', form: 'flat', operands: [quotient], output });
};

const cast: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const output = outputOf(node);
  const kernel = CASTS[`${x.value.dtype} ${output.value.dtype}`];
  if (kernel === undefined) throw noKernel(node, x.value.dtype);
  emit.elementwise({ kernel, form: 'flat', operands: [x], output });
};

/** Takes a tensor of the shape of the output for each of its names. */
function flat(kernel: KernelName, names: readonly string[]): Lowering {
  return (node, emit) => {
    const operands = names.map((name) => inputOf(node, name));
    const output = outputOf(node);
    if (operands.some(({ value }) => value.size !== output.value.size)) {
      throw new Untraceable(`'${node.kernel}' spreads an operand over an axis`);
    }
    emit.elementwise({ kernel, form: 'flat', operands, output });
  };
}

const prelu: Lowering = (node, emit) => {
  const operands = [inputOf(node, 'x'), inputOf(node, 'alpha')];
  emit.elementwise({ kernel: 'prelu', form: 'broadcast', operands, output: outputOf(node) });
};

const addAll: Lowering = (node, emit) => {
  const [first, ...rest] = Object.values(node.inputs);
  const output = outputOf(node);
  if (first === undefined) throw noKernel(node, 'an empty list');
  if (rest.length === 0) {
    copy(emit, first, output, { sizes: [output.value.size], from: [1], to: [1] });
    return;
  }
  let sum = first;
  rest.forEach((each, i) => {
    const next = i === rest.length - 1 ? output : emit.temporary(output.shape, output.value.dtype);
    const kernel = output.value.dtype === 'int32' ? 'addInt' : 'add';
    emit.elementwise({ kernel, form: 'broadcast', operands: [sum, each], output: next });
    sum = next;
  });
};

function noKernel({ kernel }: Node, dtype: string): Untraceable {
  return new Untraceable(`the kernel '${kernel}' has no plan for ${dtype}`);
}

const same = (names: readonly string[], lowering: Lowering): Lowerings =>
  Object.fromEntries(names.map((name) => [name, lowering]));

/** Operations on numbers at the same place. */
export const elementwiseLowerings: Lowerings = {
  ...same(Object.keys(UNARY), unary),
  ...same([...Object.keys(BINARY), ...Object.keys(BINARY_BOOL)], binary),
  Cast: cast,
  LogicalNot: flat('logicalNot', ['x']),
  Select: flat('select', ['condition', 't', 'e']),
  EluGrad: flat('eluGrad', ['dy', 'y']),
  ReluGrad: flat('reluGrad', ['x', 'dy']),
  Prelu: prelu,
  AddN: addAll,
};

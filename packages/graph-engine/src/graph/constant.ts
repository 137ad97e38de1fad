import { dtypes, type HostValues } from '../native/backend.ts';
import { shapeProto, type TensorProto } from './node.ts';

// Shorter ones gain nothing.
const WORTH_FILLING = 16;

/**
 * Values of the host as the value of a constant. One that is the same everywhere is written once: the
 * zeros of an optimiser would make a graph of megabytes otherwise.
 */
export function tensorProto(
  dtype: number,
  shape: readonly number[],
  values: HostValues,
): TensorProto {
  const common = { dtype, tensorShape: shapeProto(shape) };
  if (isStrings(values)) return { ...common, stringVal: values };
  const [first] = values;
  if (first !== undefined && values.length > WORTH_FILLING && isFilledWith(values, first)) {
    if (dtype === dtypes.float32) return { ...common, floatVal: [first] };
    if (dtype === dtypes.int32) return { ...common, intVal: [first] };
    if (dtype === dtypes.bool) return { ...common, boolVal: [first !== 0] };
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { ...common, tensorContent: bytes };
}

function isStrings(values: HostValues): values is readonly Uint8Array[] {
  return Array.isArray(values);
}

/** Tells 0 from -0, and finds NaN equal to itself. */
function isFilledWith(values: Exclude<HostValues, readonly Uint8Array[]>, first: number): boolean {
  for (const value of values) if (!Object.is(value, first)) return false;
  return true;
}

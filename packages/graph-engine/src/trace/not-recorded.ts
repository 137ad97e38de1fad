import type { OperationDefinition } from '../graph/definition.ts';
import { dtypes, type NativeTensor } from '../native/backend.ts';

/** The shape of the result depends on values, and JavaScript has seen the shape of this call only. */
const ofUnknownShape = new Set([
  'DecodeBmp',
  'DecodeGif',
  'DecodeJpeg',
  'DecodePng',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'Unique',
  'UniqueV2',
  'Where',
]);

/** Why an operation cannot be part of a graph: one phrase; nothing where it can. */
export function whyNotRecorded(
  name: string,
  definition: OperationDefinition | undefined,
  varies: boolean,
  results: readonly NativeTensor[],
): string | undefined {
  if (definition === undefined) return `the operation ${name} is not known`;
  // A graph would begin the random numbers of a seed anew, where eager calls go on.
  if (definition.isStateful) return `${name} has state or an effect`;
  if (varies && ofUnknownShape.has(name)) return `the shape of ${name} depends on values`;
  // Disposing of a string tensor empties all that share its memory, those of a graph included.
  if (results.some(({ dtype }) => dtype === dtypes.string)) return `${name} gives strings`;
  return undefined;
}

import { isSpread, type Dim, type Shape } from './dim.ts';
import { isTensorSpec, type Ports, type Range, type Spec } from './spec.ts';

/** A size as people write it: `28`, `height`, `height - 2`, `height*width*3`, `floor((height - 3)/2) + 1`; `?` for null. */
export function formatDim(dim: Dim): string {
  if (dim === null) return '?';
  if (typeof dim !== 'object') return String(dim);
  switch (dim[0]) {
    case 'add': {
      const [, first, ...rest] = dim;
      return rest.reduce<string>(
        (text, part) =>
          typeof part === 'number' && part < 0
            ? `${text} - ${String(-part)}`
            : `${text} + ${formatDim(part)}`,
        formatDim(first ?? 0),
      );
    }
    case 'mul':
      return dim.slice(1).map(formatFactor).join('*') || '1';
    case 'div':
      return `${formatFactor(dim[1])}/${String(dim[2])}`;
    case 'window': {
      const [, size, kernel, stride, padding, dilation = 1] = dim;
      return padding === 'same'
        ? `ceil(${formatFactor(size)}/${String(stride)})`
        : `floor((${formatDim(size)} - ${String((kernel - 1) * dilation + 1)})/${String(stride)}) + 1`;
    }
  }
}

function formatFactor(dim: Dim): string {
  if (isSpread(dim)) return `prod(${dim})`;
  const isSum =
    typeof dim === 'object' &&
    dim !== null &&
    (dim[0] === 'add' || (dim[0] === 'window' && dim[4] === 'valid'));
  return isSum ? `(${formatDim(dim)})` : formatDim(dim);
}

/** A shape as people write it, e.g. `[batch, 28, 28, 1]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.map(formatDim).join(', ')}]`;
}

/** A range as people write it, e.g. `[0, 255]`. */
export function formatRange(range: Range): string {
  return `[${String(range[0])}, ${String(range[1])}]`;
}

/** Shape and element type, or the kind of a value that is no tensor: `[batch, 10] float32`, `bytes`, `[batch] text`. */
export function formatSpec(spec: Spec): string {
  if (!isTensorSpec(spec)) {
    return spec.shape === undefined || spec.shape.length === 0
      ? spec.value
      : `${formatShape(spec.shape)} ${spec.value}`;
  }
  const { dtype } = spec;
  if (dtype === undefined) return formatShape(spec.shape);
  return `${formatShape(spec.shape)} ${typeof dtype === 'string' ? dtype : dtype.join(' | ')}`;
}

/** Like {@link formatSpec}, with range, layout and meaning. */
export function formatSpecInFull(spec: Spec): string {
  if (!isTensorSpec(spec)) {
    return [formatSpec(spec), spec.meaning].filter((part) => typeof part === 'string').join(', ');
  }
  const { range, layout, meaning } = spec;
  return [
    formatSpec(spec),
    range === undefined || range === null
      ? undefined
      : 'of' in range
        ? `range scaled from '${range.of}'`
        : `range ${formatRange(range)}`,
    layout ?? undefined,
    meaning ?? undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** All ports, e.g. `x: [batch, 10] float32`. */
export function formatPorts(ports: Ports): string {
  return Object.entries(ports)
    .map(([name, spec]) => `${name}: ${formatSpec(spec)}`)
    .join('; ');
}

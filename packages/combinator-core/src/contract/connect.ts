import { ParticleError, type ErrorCode } from '../errors.ts';
import type { Edge } from '../particle.ts';
import type { Dim, Shape } from './dim.ts';
import { evaluateDim, evaluateShape, type Bindings } from './evaluate.ts';
import { formatDim, formatRange, formatSpec } from './format.ts';
import { equalDims } from './normal-form.ts';
import {
  isTensorSpec,
  type Constraint,
  type Constraints,
  type Contract,
  type DType,
  type Ports,
  type Range,
  type ScaledRange,
  type Spec,
  type TensorSpec,
} from './spec.ts';
import { unify, type Mismatch } from './unify.ts';

/** What is wired to one input port: who produces it, on which port, and what it is. */
export interface Supply {
  /** Name of the producer, for messages. */
  readonly from: string;
  readonly spec: Spec;
}

/** A contract whose inputs have been supplied. */
export interface Connection {
  /** What the symbols of the consumer stand for. */
  readonly bindings: Bindings;
  /** Its outputs, with every size evaluated. */
  readonly output: Ports;
  /** Its conditions that still depend on symbols. */
  readonly where: Constraints;
  /** For each wired port, how sure the connection is. */
  readonly status: Readonly<Record<string, Pick<Edge, 'status' | 'unverified'>>>;
  /** Attributes that an input of the composition must have from now on, by its port. */
  readonly needs: Readonly<Record<string, Attributes>>;
}

/** What a tensor is, apart from its shape. */
export type Attributes = Pick<TensorSpec, 'dtype' | 'range' | 'layout' | 'meaning'>;

/** A connection that does not fit, and what the symbols of the composition would have to be for it to get further. */
export interface Refusal {
  readonly error: ParticleError;
  readonly narrowing: Bindings | undefined;
}

/**
 * Supplies the inputs of a particle: proves each port, binds the symbols, evaluates the outputs. Ports
 * are taken in alphabetical order.
 *
 * A supplied spec that still has `like` is an input of the surrounding composition, or follows one:
 * what it does not state is open, and a need of it becomes a need of that input.
 *
 * @param consumer - Name and contract of the particle.
 * @param supplies - What is wired to its ports. Optional ports may be left out.
 * @throws {@link ParticleError} whose `summary` is one line naming both particles, the port, the axis,
 *   needs and got: `kind-mismatch`, `dtype-mismatch`, `rank-mismatch`, `axis-mismatch`,
 *   `layout-mismatch`, `range-mismatch`, `meaning-mismatch`, `dimension-invalid`,
 *   `constraint-violated`, `port-missing`, `port-unknown`.
 */
export function connect(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
): Connection {
  const result = tryConnect(consumer, supplies);
  if ('error' in result) throw result.error;
  return result;
}

/** Like {@link connect}, but gives a mismatch back, so that a composition can narrow its inputs and try again. `scope` holds the symbols of its inputs. */
export function tryConnect(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
  scope: ReadonlySet<Dim> = new Set(),
): Connection | Refusal {
  checkPorts(consumer, supplies);
  const status: Record<string, Pick<Edge, 'status' | 'unverified'>> = {};
  const needs: Record<string, Attributes> = {};
  const settled: Record<string, Supply> = {};
  let bindings: Bindings = {};
  const ports = Object.keys(consumer.input).sort();
  for (const port of ports) {
    const needed = consumer.input[port];
    const supply = supplies[port];
    if (supply === undefined || needed === undefined) continue;
    const need = openNeed(needed, supply.spec);
    const spec = need === undefined ? supply.spec : { ...supply.spec, ...need.assumed };
    settled[port] = { ...supply, spec };
    if (need !== undefined) needs[need.port] = { ...needs[need.port], ...need.attributes };
    const met = meet(needed, spec, bindings, scope);
    if (!met.ok) return { error: refuse(consumer, port, supply, met), narrowing: met.narrowing };
    bindings = met.bindings;
    status[port] = {
      status:
        met.unverified.length > 0 ? 'unverified' : isOpen(supply.spec) ? 'symbolic' : 'proved',
      unverified: met.unverified,
    };
  }
  const firstPort = ports.find((port) => Object.hasOwn(supplies, port)) ?? '';
  const firstSupply = supplies[firstPort] ?? { from: '', spec: { shape: [] } };
  const refuseFirst = (problem: Mismatch): ParticleError =>
    refuse(consumer, firstPort, firstSupply, problem);
  return {
    bindings,
    status,
    needs,
    where: remaining(consumer.where, bindings, refuseFirst),
    output: evaluatePorts(consumer.output, bindings, settled, refuseFirst),
  };
}

function checkPorts(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
): void {
  for (const [port, { from }] of Object.entries(supplies)) {
    if (Object.hasOwn(consumer.input, port)) continue;
    throw new ParticleError({
      code: 'port-unknown',
      summary: `'${from}' -> '${consumer.name}': '${consumer.name}' has no input port '${port}'`,
      expected: `one of ${Object.keys(consumer.input).join(', ')}`,
    });
  }
  for (const [port, spec] of Object.entries(consumer.input)) {
    if (spec.optional === true || Object.hasOwn(supplies, port)) continue;
    throw new ParticleError({
      code: 'port-missing',
      summary: `'${consumer.name}': input port '${port}' is not wired`,
      expected: formatSpec(spec),
    });
  }
}

interface OpenNeed {
  /** The input of the composition that the need leads back to. */
  readonly port: string;
  /** What that input must be. */
  readonly attributes: Attributes;
  /** What the supplied spec therefore is. */
  readonly assumed: Attributes;
}

/** The attributes that are needed and that the supplied spec leaves to an input of the composition. */
function openNeed(needed: Spec, got: Spec): OpenNeed | undefined {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { range } = got;
  if (range !== undefined && range !== null && 'of' in range) {
    if (needed.range === undefined || needed.range === null || 'of' in needed.range)
      return undefined;
    return {
      port: range.of,
      attributes: { range: unscale(needed.range, range) },
      assumed: { range: needed.range },
    };
  }
  if (got.like === undefined) return undefined;
  const open = Object.entries(attributesOf(needed)).filter(
    ([name, value]) => value !== null && !Object.hasOwn(got, name),
  );
  if (open.length === 0) return undefined;
  const attributes: Attributes = Object.fromEntries(open);
  return { port: got.like, attributes, assumed: attributes };
}

/** The range that `scaled` maps onto `range`. */
function unscale(range: Range, { scale, offset }: ScaledRange): Range {
  const ends = range.map((end) => Number(((end - offset) / scale).toPrecision(12)));
  return [Math.min(...ends), Math.max(...ends)];
}

type Met =
  | { readonly ok: true; readonly bindings: Bindings; readonly unverified: readonly string[] }
  | Mismatch;

/** Whether a value described by `got` fits a port that needs `needed`. The order of the checks is part of the contract. */
function meet(needed: Spec, got: Spec, bindings: Bindings, scope: ReadonlySet<Dim>): Met {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) {
    const needs = isTensorSpec(needed) ? 'a tensor' : needed.value;
    const has = isTensorSpec(got) ? 'a tensor' : got.value;
    if (needs !== has) return mismatch('kind-mismatch', `needs ${needs}, got ${has}`);
  }
  const dtype = isTensorSpec(needed) && isTensorSpec(got) ? meetDType(needed, got) : undefined;
  if (dtype?.ok === false) return dtype;
  const shape = unify(needed.shape ?? [], got.shape ?? [], bindings, scope);
  if (!shape.ok) return shape;
  const rest = [meetLayout(needed, got), meetRange(needed, got), meetMeaning(needed, got)];
  const failed = rest.find((met) => met?.ok === false);
  if (failed?.ok === false) return failed;
  const open = [dtype, ...rest].flatMap((met) => (met?.ok === true ? [met.unverified] : []));
  return { ok: true, bindings: shape.bindings, unverified: [...shape.unverified, ...open] };
}

type MetAttribute = { readonly ok: true; readonly unverified: string } | Mismatch | undefined;

function meetDType(needed: TensorSpec, got: TensorSpec): MetAttribute {
  if (needed.dtype === undefined) return undefined;
  if (got.dtype === undefined) return { ok: true, unverified: 'dtype' };
  const accepted = asList(needed.dtype);
  const offered = asList(got.dtype);
  const fitting = offered.filter((dtype) => accepted.includes(dtype));
  if (fitting.length === offered.length) return undefined;
  if (fitting.length > 0) return { ok: true, unverified: 'dtype' };
  return mismatch(
    'dtype-mismatch',
    `dtype: needs ${accepted.join(' | ')}, got ${offered.join(' | ')}`,
  );
}

function asList(dtype: DType | readonly DType[]): readonly DType[] {
  return typeof dtype === 'string' ? [dtype] : dtype;
}

function meetLayout(needed: Spec, got: Spec): MetAttribute {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { layout } = needed;
  if (layout === undefined || layout === null || layout === got.layout) return undefined;
  if (got.layout === undefined || got.layout === null) {
    return layout === 'NHWC' ? undefined : { ok: true, unverified: 'layout' };
  }
  return mismatch('layout-mismatch', `layout: needs ${layout}, got ${got.layout}`);
}

function meetRange(needed: Spec, got: Spec): MetAttribute {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { range } = needed;
  if (range === undefined || range === null || 'of' in range) return undefined;
  const offered = got.range ?? undefined;
  if (offered === undefined) {
    return mismatch('range-mismatch', `range: needs ${formatRange(range)}, got unspecified`);
  }
  if ('of' in offered) return { ok: true, unverified: 'range' };
  if (sameRange(range, offered)) return undefined;
  return mismatch(
    'range-mismatch',
    `range: needs ${formatRange(range)}, got ${formatRange(offered)}`,
  );
}

/** Equal up to the rounding of a rescale. */
function sameRange(a: Range, b: Range): boolean {
  const tolerance = 1e-6 * Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  return Math.abs(a[0] - b[0]) <= tolerance && Math.abs(a[1] - b[1]) <= tolerance;
}

function meetMeaning(needed: Spec, got: Spec): MetAttribute {
  const { meaning } = needed;
  if (meaning === undefined || meaning === null) return undefined;
  if (got.meaning === undefined || got.meaning === null) return { ok: true, unverified: 'meaning' };
  if (got.meaning === meaning || got.meaning.startsWith(`${meaning}/`)) return undefined;
  return mismatch('meaning-mismatch', `meaning: needs ${meaning}, got ${got.meaning}`);
}

function mismatch(code: ErrorCode, problem: string): Mismatch {
  return { ok: false, code, problem };
}

/** The conditions that still depend on symbols; refuses those that are violated. */
function remaining(
  where: Constraints,
  bindings: Bindings,
  refuseWith: (problem: Mismatch) => ParticleError,
): Constraints {
  return where.flatMap(([relation, left, right]): Constraint[] => {
    const a = evaluateDim(left, bindings);
    const b = evaluateDim(right, bindings);
    if (a !== null && equalDims(a, b)) return [];
    if (typeof a === 'number' && typeof b === 'number') {
      throw refuseWith(
        mismatch(
          'constraint-violated',
          `needs ${formatDim(left)} = ${formatDim(b)}, got ${formatDim(a)}`,
        ),
      );
    }
    return [[relation, a, b]];
  });
}

function evaluatePorts(
  output: Ports,
  bindings: Bindings,
  supplies: Readonly<Record<string, Supply>>,
  refuseWith: (problem: Mismatch) => ParticleError,
): Ports {
  return Object.fromEntries(
    Object.entries(output).map(([port, spec]) => {
      const shape = (spec.shape ?? []).flatMap((dim, axis) => {
        try {
          return evaluateShape([dim], bindings);
        } catch (error) {
          if (!(error instanceof ParticleError)) throw error;
          throw refuseWith(
            mismatch(error.code, `output '${port}', axis ${String(axis)}: ${error.summary}`),
          );
        }
      });
      return [port, promise(spec, shape, supplies)];
    }),
  );
}

/** What an output promises once its shape is known and `like` and scaled ranges are resolved. */
function promise(spec: Spec, shape: Shape, supplies: Readonly<Record<string, Supply>>): Spec {
  if (!isTensorSpec(spec)) return spec.shape === undefined ? spec : { ...spec, shape };
  const source = spec.like === undefined ? undefined : supplies[spec.like]?.spec;
  const model = source !== undefined && isTensorSpec(source) ? source : undefined;
  const merged: TensorSpec = { ...(model && attributesOf(model)), ...spec, shape };
  const range = spec.range === undefined ? merged.range : resolveRange(spec.range, supplies);
  const { dtype, layout, meaning } = merged;
  const promised: TensorSpec = {
    shape,
    ...(dtype !== undefined && { dtype }),
    ...(range !== undefined && { range }),
    ...(layout !== undefined && { layout }),
    ...(meaning !== undefined && { meaning }),
  };
  // A withdrawn attribute stays withdrawn while others are open; otherwise it is just not there.
  return model?.like === undefined ? withoutNulls(promised) : { ...promised, like: model.like };
}

function withoutNulls(spec: TensorSpec): TensorSpec {
  const { shape, ...attributes } = spec;
  return {
    shape,
    ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)),
  };
}

function attributesOf({ dtype, range, layout, meaning }: TensorSpec): Omit<TensorSpec, 'shape'> {
  return {
    ...(dtype !== undefined && { dtype }),
    ...(range !== undefined && { range }),
    ...(layout !== undefined && { layout }),
    ...(meaning !== undefined && { meaning }),
  };
}

function resolveRange(
  range: TensorSpec['range'],
  supplies: Readonly<Record<string, Supply>>,
): TensorSpec['range'] {
  if (range === undefined || range === null || !('of' in range)) return range;
  const { scale, offset } = range;
  const source = supplies[range.of]?.spec;
  if (source === undefined || !isTensorSpec(source)) return undefined;
  const from = source.range ?? (source.like === undefined ? undefined : IDENTITY_OF(source.like));
  if (from === undefined) return undefined;
  if ('of' in from) {
    return { of: from.of, scale: from.scale * scale, offset: from.offset * scale + offset };
  }
  const ends = from.map((end) => end * scale + offset);
  return [Math.min(...ends), Math.max(...ends)];
}

const IDENTITY_OF = (port: string): ScaledRange => ({ of: port, scale: 1, offset: 0 });

/** Whether the call still has something to compute: a size that is an expression over symbols. */
function isOpen(spec: Spec): boolean {
  return (spec.shape ?? []).some((dim: Dim) => typeof dim === 'object' && dim !== null);
}

function refuse(
  consumer: Contract & { readonly name: string },
  port: string,
  supply: Supply,
  { code, problem }: Mismatch,
): ParticleError {
  const needed = consumer.input[port] ?? { shape: [] };
  return new ParticleError({
    code,
    summary: `'${supply.from}' -> '${consumer.name}' port '${port}', ${problem} (has ${formatSpec(supply.spec)}; '${consumer.name}' takes ${formatSpec(needed)})`,
    expected: formatSpec(needed),
    found: formatSpec(supply.spec),
  });
}

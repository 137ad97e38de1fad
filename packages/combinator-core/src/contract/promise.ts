import { ParticleError } from '../errors.ts';
import type { Shape } from './dim.ts';
import { evaluateShape, type Bindings } from './evaluate.ts';
import { mismatch } from './meet.ts';
import { isTensorSpec, type Ports, type ScaledRange, type Spec, type TensorSpec } from './spec.ts';
import type { Mismatch } from './unify.ts';

/** What a tensor is, apart from its shape. */
export type Attributes = Pick<TensorSpec, 'dtype' | 'range' | 'layout' | 'meaning'>;

/** What is wired to one input port. */
export interface Supply {
  /** Name of the producer, for messages. */
  readonly from: string;
  /** What it gives. */
  readonly spec: Spec;
}

/** The outputs of a consumer whose inputs have been supplied. */
export function promisedOutputs(
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

/** The attributes that a spec states. */
export function attributesOf({ dtype, range, layout, meaning }: TensorSpec): Attributes {
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

import { ParticleError } from '../errors.ts';
import type { Shape } from './dim.ts';
import { evaluateShape, type Bindings } from './evaluate.ts';
import { mismatch } from './meet.ts';
import {
  isTensorSpec,
  type Ports,
  type Range,
  type ScaledRange,
  type Spec,
  type TensorSpec,
} from './spec.ts';
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
  const model = spec.like === undefined ? undefined : tensorSpecOf(supplies[spec.like]);
  const merged: TensorSpec = { ...(model && attributesOf(model)), ...spec, shape };
  const { dtype, layout, meaning } = merged;
  const range = isScaled(spec.range)
    ? scaledRange(spec.range, tensorSpecOf(supplies[spec.range.of]))
    : merged.range;
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

function tensorSpecOf(supply: Supply | undefined): TensorSpec | undefined {
  return supply !== undefined && isTensorSpec(supply.spec) ? supply.spec : undefined;
}

function withoutNulls(spec: TensorSpec): TensorSpec {
  const { shape, ...attributes } = spec;
  return {
    shape,
    ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)),
  };
}

/** The attributes that a spec states. */
export function attributesOf({ dtype, range, layout, meaning }: Attributes): Attributes {
  return {
    ...(dtype !== undefined && { dtype }),
    ...(range !== undefined && { range }),
    ...(layout !== undefined && { layout }),
    ...(meaning !== undefined && { meaning }),
  };
}

/** Whether a range follows from that of an input port. */
export function isScaled(range: TensorSpec['range']): range is ScaledRange {
  return range !== undefined && range !== null && 'of' in range;
}

/**
 * A scaled range in terms of what its source is: scaled from the range of the source, or, where the
 * source leaves its own to an input of the composition, from that of the input. Null where the source
 * has none, or has withdrawn it.
 */
export function scaledRange(
  { scale, offset }: ScaledRange,
  source: Pick<TensorSpec, 'range' | 'like'> | undefined,
): Range | ScaledRange | null {
  const { range, like } = source ?? {};
  const from =
    range === undefined && like !== undefined ? { of: like, scale: 1, offset: 0 } : range;
  if (from === undefined || from === null) return null;
  if (isScaled(from)) {
    return { of: from.of, scale: from.scale * scale, offset: from.offset * scale + offset };
  }
  const ends = from.map((end) => end * scale + offset);
  return [Math.min(...ends), Math.max(...ends)];
}

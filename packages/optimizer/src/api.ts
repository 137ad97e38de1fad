import type { Json, JsonObject, TensorRecord, TensorTree } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * What a thing is made of, as JSON: `fromConfig` makes it again, so that a checkpoint can name it.
 * Losses, metrics, schedules and transforms are all described this way.
 */
export interface Described {
  /** `optimizer/<name>@<major>`, for a third party `<package>/<name>@<major>`. */
  readonly kind: string;
  /** All options, defaults filled in. */
  readonly config: JsonObject;
}

/**
 * Turns gradients into updates: clips, scales, remembers. Transforms compose, as in optax; an
 * optimiser such as `adam` is a transform whose updates can be *added* to the weights.
 *
 * All methods are pure and made of tensor operations only, so that an engine may trace them. What
 * changes from step to step (a step counter too) is a tensor in the state, never a number outside
 * of it. They are called inside a tidy and dispose of nothing.
 *
 * @typeParam State - What is kept between steps, e.g. `{ step: Tensor; velocity: TensorRecord }`.
 */
export interface GradientTransform<State extends TensorTree = TensorTree> extends Described {
  /** The state before the first step. The caller owns its tensors. */
  init(params: TensorRecord): State;
  /**
   * One step.
   *
   * @param updates - By path, in the shapes of `params`: gradients, or what the transform before gave.
   * @param state - What {@link init} or the last step gave.
   * @param params - The trainable weights by path.
   * @returns The next updates, for the same paths, and the next state, of the same structure. A tensor
   *   may occur in both, or be one of the arguments.
   */
  update(
    updates: TensorRecord,
    state: State,
    params: TensorRecord,
  ): { readonly updates: TensorRecord; readonly state: State };
}

/** The state of a transform that remembers nothing. */
export type NoState = readonly [];

/** A number that changes with the step, such as a learning rate. */
export interface Schedule extends Described {
  /**
   * The value at a step, in tensor operations only.
   *
   * @param step - Scalar, int32 or float32: how many steps lie behind; 0 at the first.
   * @returns Scalar, float32.
   */
  at(step: Tensor): Tensor;
}

/** A number, or one that changes with the step. */
export type ScheduleOrNumber = number | Schedule;

/**
 * Which of a particle's outputs a loss or metric reads: `'logits'`, what comes before a final
 * softmax or sigmoid; `'values'`, the outputs as they are.
 */
export type PredictionForm = 'logits' | 'values';

/**
 * What targets look like, for predictions of shape `['batch', ...lead, classes]`:
 *
 * - `'classIndex'`: `['batch', ...lead]`, whole numbers from 0 up to, not including, `classes`.
 * - `'oneHot'`: like the predictions; a distribution over the last axis.
 * - `'binary'`: like the predictions (a last axis of 1 may be left out), each between 0 and 1.
 * - `'values'`: like the predictions (a last axis of 1 may be left out), any finite numbers.
 */
export type TargetForm = 'classIndex' | 'oneHot' | 'binary' | 'values';

/** Targets that lie on the host, flat in row-major order. */
export interface HostTargets {
  readonly values: ArrayLike<number>;
  /** `['batch', ...]`. */
  readonly shape: readonly number[];
}

/** What a metric measured in one batch, downloaded: the flat values of each tensor, by name. */
export type Measured = Readonly<Record<string, ArrayLike<number>>>;

/** A number, or a table of them (rows first). */
export type MetricResult = number | readonly (readonly number[])[];

/**
 * Judges predictions over many batches, in two parts: `measure` boils one batch down to a few
 * numbers on the device and may be compiled with the step; `update` gathers them on the host in
 * double precision. The state is JSON, so that an epoch can be resumed in the middle.
 *
 * @typeParam State - What is gathered.
 * @typeParam Result - A number or a table.
 */
export interface Metric<
  State extends Json = Json,
  Result extends MetricResult = MetricResult,
> extends Described {
  /** The key in history and events, e.g. `accuracy`. */
  readonly name: string;
  /** Which outputs `measure` takes as predictions. */
  readonly from: PredictionForm;
  /** Whether a higher result is better; undefined where that makes no sense (a table). */
  readonly higherIsBetter: boolean | undefined;
  /**
   * Refuses targets that do not fit, on the host, before training.
   *
   * @param targets - All targets, or a part of them.
   * @param outputShape - Shape of the predictions for one example, e.g. `[10]`.
   * @param firstIndex - Index of the first of these examples in the data, for messages. Default 0.
   * @throws ParticleError `label-out-of-range`, `value-out-of-range` or `value-not-finite`, naming
   *   the index and the value; `rank-mismatch` or `axis-mismatch` for a shape that does not fit.
   */
  checkTargets(targets: HostTargets, outputShape: readonly number[], firstIndex?: number): void;
  /**
   * Measures one batch. Pure, tensor operations only; called inside a tidy.
   *
   * @param predictions - `['batch', ...]`, float32.
   * @param targets - See {@link TargetForm}.
   * @param weights - `['batch']`, float32, how much each example counts; 0 leaves it out. Default 1.
   */
  measure(predictions: Tensor, targets: Tensor, weights?: Tensor): TensorRecord;
  /** The state before the first batch. */
  init(): State;
  /** The state after one more batch. Pure. */
  update(state: State, measured: Measured): State;
  /** What the batches so far come to; NaN when there is nothing to judge. */
  result(state: State): Result;
}

/** The state of a weighted mean: the weighted sum, and the sum of the weights. */
export type MeanState = readonly [total: number, weight: number];

/**
 * What training makes small. It is a metric too (its weighted mean), so that any loss can be listed
 * among the metrics.
 */
export interface Loss extends Metric<MeanState, number> {
  readonly targets: TargetForm;
  /**
   * The loss of each example: the mean over all axes but the first.
   *
   * @param predictions - `['batch', ...]`, float32, in the form that `from` names.
   * @param targets - See {@link TargetForm}.
   * @returns `['batch']`, float32, at least 0 unless documented otherwise.
   * @throws ParticleError `rank-mismatch` or `axis-mismatch` when the shapes do not belong together:
   *   nothing is ever broadcast.
   */
  compute(predictions: Tensor, targets: Tensor): Tensor;
}

/** Each type of thing that {@link Described} describes. */
export interface DescribedTypes {
  readonly loss: Loss;
  readonly metric: Metric;
  readonly schedule: Schedule;
  readonly transform: GradientTransform;
}

/** Makes things of one kind from their configuration. Lists of them are passed on explicitly. */
export interface DescribedKind<Type extends keyof DescribedTypes = keyof DescribedTypes> {
  readonly type: Type;
  readonly kind: string;
  /**
   * Makes the thing, and checks its configuration.
   *
   * @param nested - Makes what lies inside the configuration, e.g. the schedule of an optimiser.
   */
  create(config: JsonObject, nested: NestedFactory): DescribedTypes[Type];
}

/** Makes a thing from its description, `{ kind, config }`. */
export type NestedFactory = <Type extends keyof DescribedTypes>(
  type: Type,
  description: Json | undefined,
) => DescribedTypes[Type];

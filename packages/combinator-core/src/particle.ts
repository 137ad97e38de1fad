import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dim, Shape } from './contract/dim.ts';
import type { Constraints, DType, Ports, Spec, TensorSpec, ValueSpec } from './contract/spec.ts';
import type { RandomSource } from './random.ts';

/** A value that JSON can hold. Configurations are made of them, so that a particle can be saved. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A label with the confidence in it, between 0 and 1. */
export interface Label {
  readonly label: string;
  readonly score: number;
}

/** Boxes in one image, as fractions of its height and width: [top, left, bottom, right]. */
export interface LabelledBox extends Label {
  readonly box: readonly [top: number, left: number, bottom: number, right: number];
}

/** What goes through a port at run time. */
export type Value = Tensor | HostValue | readonly HostValue[];

/** A value that is not a tensor. */
export type HostValue =
  | Uint8Array
  | string
  | Readonly<Record<string, number | string | boolean>>
  | Label
  | readonly LabelledBox[];

interface HostValues {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly record: Readonly<Record<string, number | string | boolean>>;
  readonly label: Label;
  readonly boxes: readonly LabelledBox[];
}

/** The TypeScript type of the values that fit a spec. */
export type ValueOf<S extends Spec> = Spec extends S
  ? Value
  : S extends ValueSpec
    ? S extends { readonly shape: readonly [Dim, ...Dim[]] }
      ? readonly HostValues[S['value']][]
      : HostValues[S['value']]
    : S extends TensorSpec
      ? Tensor
      : never;

/** Values by port name; those of optional ports may be left out. */
export type ValuesOf<P extends Ports> = {
  readonly [Name in keyof P as P[Name] extends { readonly optional: true } ? never : Name]: ValueOf<
    P[Name]
  >;
} & {
  readonly [
    Name in keyof P as P[Name] extends { readonly optional: true } ? Name : never
  ]?: ValueOf<P[Name]>;
};

/** Names of the initialisers that need no arguments. */
export type InitializerName =
  | 'zeros'
  | 'ones'
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'orthogonal';

/** How a weight gets its first values. All are seeded by the path of the weight. */
export type Initializer =
  | InitializerName
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'uniform'; readonly low: number; readonly high: number }
  | { readonly type: 'normal'; readonly mean: number; readonly standardDeviation: number }
  | { readonly type: 'orthogonal'; readonly gain: number }
  /** Equal parts along the last axis, each with values of its own, such as the gates of a bias. */
  | { readonly type: 'blocks'; readonly blocks: readonly Initializer[] };

/** A weight or a piece of state that a particle needs. `shape` is over the symbols of its inputs. */
export interface ParamSpec {
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Default `'float32'`. */
  readonly dtype?: DType;
  /** Whether training changes it. Default true; state is never trainable. */
  readonly trainable?: boolean;
}

/** Weights or state by name; in a composition by path, e.g. `conv1/kernel`. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** What a caller may rely on. */
export interface Traits {
  /** The same inputs, weights, state and seed give the same outputs, bit by bit on one backend. */
  readonly deterministic: boolean;
  /** Each item of a batch is treated alone: a run in parts equals a run of the whole. */
  readonly batchable: boolean;
  /** Gradients flow from the outputs to inputs and weights. */
  readonly differentiable: boolean;
  /** Draws random numbers from the context while training. */
  readonly needsSeed: boolean;
  /** Runs on the CPU outside of tensors and may be asynchronous: decode, tokenise, label. */
  readonly host: boolean;
}

/** What a run knows besides its inputs. */
export interface RunContext {
  /** True while training: dropout drops, batch normalisation uses the statistics of the batch. */
  readonly training: boolean;
  /** The only source of randomness. Each child of a composition gets its own, split off by its name. */
  readonly random: RandomSource;
}

/** Outputs by port name and, for particles with state, the next state. */
export interface RunResult<Outputs = Readonly<Record<string, Value>>> {
  readonly outputs: Outputs;
  readonly state?: Readonly<Record<string, Tensor>>;
}

/** Tensors of weights or state by name or path. */
export type TensorRecord = Readonly<Record<string, Tensor>>;

/**
 * A unit of work with a contract: a frozen description that holds no weights. A combination of
 * particles is a particle again.
 *
 * @typeParam Name - The name as a literal, for messages.
 * @typeParam In - The input ports.
 * @typeParam Out - The output ports.
 * @typeParam Where - Conditions between sizes.
 */
export interface Particle<
  out Name extends string = string,
  out In extends Ports = Ports,
  out Out extends Ports = Ports,
  out Where extends Constraints = Constraints,
> {
  /** `<package>/<name>@<major>`: what a manifest stores and a registry resolves. */
  readonly kind: string;
  /** The name in messages and paths. Unique among its siblings after {@link Composition.nodes}. */
  readonly name: Name;
  /** Everything needed to make it again, as JSON (children apart). */
  readonly config: JsonObject;
  /** The parts of a combination, in the order in which `kind`'s factory takes them. */
  readonly children: readonly AnyParticle[];
  readonly input: In;
  readonly output: Out;
  readonly where: Where;
  /** Weights that it needs, over the symbols of its inputs. */
  readonly params: ParamSpecs;
  /** State that a training run replaces, such as moving averages. */
  readonly state: ParamSpecs;
  readonly traits: Traits;
  /** Floating-point operations of one forward run, over the symbols of its inputs. */
  readonly flops: Dim;
  /** How the parts are wired, for combinations. */
  readonly composition?: Composition;
  /**
   * Computes the outputs. Called inside a tidy with inputs that have been checked; it must not
   * dispose or keep anything. Use `predict` or a `Model` rather than calling it by hand.
   */
  run(
    context: RunContext,
    inputs: Readonly<Record<string, Value>>,
    params: TensorRecord,
    state: TensorRecord,
  ): RunResult | Promise<RunResult>;
}

/** Any particle, its contract known at run time only. */
export type AnyParticle = Particle;

/** One part of a composition. */
export interface CompositionNode {
  /** Unique in the composition; a segment of the paths of its weights. Empty: adds no segment. */
  readonly name: string;
  readonly particle: AnyParticle;
  /** For each input port that is wired, where its value comes from. */
  readonly inputs: Readonly<Record<string, Source>>;
}

/** An output port of a node, or (`node` = null) an input port of the composition. */
export interface Source {
  readonly node: string | null;
  readonly port: string;
}

/** How sure a connection is: proved for literals, symbolic for all sizes, or to be checked at the call. */
export type EdgeStatus = 'proved' | 'symbolic' | 'unverified';

/** A connection that has been checked. */
export interface Edge {
  readonly from: Source;
  readonly to: { readonly node: string; readonly port: string };
  readonly status: EdgeStatus;
  /** What could not be verified, one phrase each; empty unless `status` is `'unverified'`. */
  readonly unverified: readonly string[];
}

/** The wiring of a combination: nodes in an order in which they can run. */
export interface Composition {
  readonly nodes: readonly CompositionNode[];
  readonly outputs: Readonly<Record<string, Source>>;
  readonly edges: readonly Edge[];
  /** For each node, what its symbols stand for, over the symbols of the composition. */
  readonly bindings: Readonly<Record<string, Readonly<Record<string, Dim | Shape>>>>;
  /** For each node, what it gives, over the symbols of the composition. */
  readonly produced: Readonly<Record<string, Ports>>;
}

import type { Dim } from '../contract/dim.ts';
import type { Constraints } from '../contract/spec.ts';
import type { EvaluateAxes } from '../contract/static/dims.ts';

/* What the types of several combinators are made of. */

/** Whether the compiler knows no names of ports: a particle of the base type, such as one from a manifest. */
export type IsOpen<P extends object> = string extends keyof P ? true : false;

/** Input ports as sources: what they leave open leads back to themselves. */
export type Opened<In> = {
  readonly [Port in keyof In]: {
    readonly [K in keyof In[Port] | 'like']: K extends 'like'
      ? Port
      : K extends keyof In[Port]
        ? In[Port][K]
        : never;
  };
};

/** Conditions of two parts. */
export type Joined<A extends Constraints, B extends Constraints> = B extends readonly []
  ? A
  : A extends readonly []
    ? B
    : readonly [...A, ...B];

/** Conditions with symbols replaced, as a narrowing demands. */
export type SubstituteConstraints<Where extends Constraints, E> = Where extends readonly []
  ? Where
  : EvaluateConstraints<Where, E>;

type EvaluateConstraints<Where, E, Out extends Constraints = readonly []> = Where extends readonly [
  readonly ['equal', infer L, infer R],
  ...infer Rest,
]
  ? EvaluateAxes<readonly [L, R], E> extends readonly [infer a extends Dim, infer b extends Dim]
    ? EvaluateConstraints<Rest, E, readonly [...Out, readonly ['equal', a, b]]>
    : never
  : Out;

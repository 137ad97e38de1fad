import type { Range } from '../spec.ts';

/** Attributes of a tensor that `like` passes on. */
type Attribute = 'dtype' | 'range' | 'layout' | 'meaning';

/** A spec with the attributes that it has `like` an input of the composition. */
export type Resolve<S, In> = S extends { readonly like: infer L extends keyof In }
  ? Inherit<S, In[L], S extends { readonly shape: infer Axes } ? Axes : readonly [], L>
  : S;

/*
 * Declarations of compositions must not name the types of this folder, which other packages cannot
 * import. A mapped type goes by the name of its alias, the result of a conditional type by none: hence
 * the conditions that always hold.
 */

/** `S` with the attributes that it leaves out taken from `Model`; `null` withdraws one. */
export type Inherit<S, Model, Axes, Like> = [Axes] extends [infer Shape]
  ? {
      readonly [
        K in
          | Exclude<keyof S, 'like' | 'optional'>
          | (keyof Model & Attribute)
          | ([Like] extends [never] ? never : 'like') as K extends keyof S
          ? S[K] extends null
            ? [Like] extends [never]
              ? never
              : K
            : K
          : K
      ]: K extends 'shape'
        ? Shape
        : K extends 'like'
          ? Like
          : K extends keyof S
            ? S[K]
            : K extends keyof Model
              ? Model[K]
              : never;
    }
  : never;

/** The inputs of the composition once the consumer's needs of open attributes have been led back to them. */
export type NarrowInputs<In, Sources, Needs, Name> = Name extends keyof Sources & keyof Needs
  ? [keyof Needs[Name] & Attribute] extends [never]
    ? In
    : NarrowScaled<NarrowLike<In, Sources[Name], Needs[Name]>, Sources[Name], Needs[Name]>
  : In;

type NarrowLike<In, S, Need> = S extends { readonly like: infer L extends keyof In }
  ? [Exclude<keyof Need & Attribute, keyof S | keyof In[L]>] extends [never]
    ? In
    : {
        readonly [K in keyof In]: K extends L
          ? Narrow<In[K], Need, Exclude<keyof Need & Attribute, keyof S | keyof In[K]>>
          : In[K];
      }
  : In;

type NarrowScaled<In, S, Need> = S extends {
  readonly range: { readonly of: infer L extends keyof In };
}
  ? Need extends { readonly range: Range }
    ? 'range' extends keyof In[L]
      ? In
      : {
          readonly [K in keyof In]: K extends L
            ? Narrow<In[K], { readonly range: Range }, 'range'>
            : In[K];
        }
    : In
  : In;

type Narrow<S, Need, Keys extends PropertyKey> = [Need] extends [infer Needed]
  ? {
      readonly [K in keyof S | (Keys & keyof Needed)]: K extends keyof S
        ? S[K]
        : K extends keyof Needed
          ? Needed[K]
          : never;
    }
  : never;

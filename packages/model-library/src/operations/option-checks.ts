import type { OptionCheck } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** An `AbortSignal`, of whatever realm. */
export const isSignal = objectWith(['aborted', 'addEventListener'], 'an AbortSignal');

/** What `createRegistry` gives. */
export const isRegistry = objectWith(['get', 'kinds'], 'a registry, made by createRegistry([...])');

/** What factories of particles give. */
export const isParticle = objectWith(
  ['kind', 'name', 'config', 'children', 'input', 'output', 'params', 'state', 'run'],
  'a particle, e.g. dense({ units: 10 })',
);

/** What `initialize` and `fit` give. */
export const isVariables: OptionCheck = (value) =>
  objectWith([], '')(value) === undefined && Object.values(value as object).every(isVariable)
    ? undefined
    : 'variables by path, as initialize() and fit() give them';

/** Texts by name. */
export const isTexts: OptionCheck = (value) =>
  objectWith([], '')(value) === undefined &&
  Object.values(value as object).every((text) => typeof text === 'string')
    ? undefined
    : 'an object of strings';

function isVariable(value: unknown): boolean {
  return (
    objectWith(['value', 'trainable'], '')(value) === undefined &&
    (value as { value: unknown }).value instanceof Tensor &&
    typeof (value as { trainable: unknown }).trainable === 'boolean'
  );
}

function objectWith(keys: readonly string[], wanted: string): OptionCheck {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    keys.every((key) => key in value)
      ? undefined
      : wanted;
}

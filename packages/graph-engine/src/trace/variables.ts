import { engine, keep, tidy, type DataId, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { copyTensor, type NativeBackend } from '../native/backend.ts';

/** All variables that TensorFlow.js knows, which share no data with any other tensor after this. */
export function separateVariables(backend: NativeBackend): readonly Variable[] {
  const variables = Object.values(engine().registeredVariables);
  for (const variable of variables) {
    if (!backend.tensorMap.has(variable.dataId) || backend.refCount(variable.dataId) === 1)
      continue;
    // A constant that a variable began with, say: in a graph, the two must differ.
    tidy(() => {
      variable.assign(copyTensor(backend, variable));
    });
  }
  return variables;
}

/** What a function did to the variables. */
export interface VariableChanges {
  readonly assigned: readonly Variable[];
  readonly areCreated: boolean;
  readonly areDisposed: boolean;
}

/** Compares the variables with what they were. */
export function changesSince(before: ReadonlyMap<DataId, Variable>): VariableChanges {
  const known = new Set(before.values());
  const now = new Set(Object.values(engine().registeredVariables));
  return {
    assigned: [...before].flatMap(([dataId, variable]) =>
      now.has(variable) && variable.dataId !== dataId ? [variable] : [],
    ),
    areCreated: [...now].some((variable) => !known.has(variable)),
    areDisposed: [...known].some((variable) => !now.has(variable)),
  };
}

/** The values of variables, for the case that they must be had back. */
export interface SavedVariables {
  restore(): void;
  release(): void;
}

/** Saves the values of all variables that there are. */
export function saveVariables(): SavedVariables {
  const values = new Map<Variable, Tensor>(
    Object.values(engine().registeredVariables).map((variable) => [
      variable,
      keep(variable.clone()),
    ]),
  );
  return {
    restore() {
      for (const [variable, value] of values) {
        if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
      }
    },
    release() {
      for (const value of values.values()) value.dispose();
    },
  };
}

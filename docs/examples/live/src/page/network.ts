import {
  disposeVariables,
  type AnyParticle,
  type Variables,
} from '@sora-particles/combinator-core';
import { carryVariables } from '@sora-particles/conv-recognizer';
import type { LoadedModel } from '@sora-particles/model-library';
import { look, type Look } from './look.ts';
import { assemble } from './swap.ts';

/** The network of the page: what it is made of at present, and its weights. */
export interface Network {
  readonly particle: AnyParticle;
  readonly variables: Variables;
  look(picture: Float32Array): Promise<Look>;
  /**
   * Puts other particles in the places of steps.
   *
   * @throws ParticleError where they do not fit, or the weights do not fit them; then all stays as it was.
   */
  exchange(choices: Readonly<Record<string, number>>): Promise<void>;
  /** Takes weights over, which are the network's from now on. */
  learn(variables: Variables): Promise<void>;
}

/** Makes a loaded model the network of the page. One thing is done after another. */
export function createNetwork(model: LoadedModel): Network {
  let { particle, variables } = model;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => T | Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
  const use = (changed: AnyParticle, weights: Variables) => {
    // What is new is made before what is old is given up.
    const carried = carryVariables(changed, weights, { seed: 1 });
    disposeVariables(variables);
    [particle, variables] = [changed, carried];
  };
  return {
    get particle() {
      return particle;
    },
    get variables() {
      return variables;
    },
    look: (picture) => inTurn(() => look(particle, variables, picture)),
    exchange: (choices) =>
      inTurn(() => {
        use(assemble(model.particle, choices), variables);
      }),
    learn: (learned) =>
      inTurn(() => {
        use(particle, learned);
        disposeVariables(learned);
      }),
  };
}

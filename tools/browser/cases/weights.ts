import {
  createInitialValue,
  createRandom,
  disposeVariables,
  initialize,
  initializerNames,
} from '@sora-particles/combinator-core';
import { leNet, resNet } from '@sora-particles/conv-recognizer';
import { hashOf } from '../bytes.ts';
import type { BackendName } from '../backends.ts';
import type { Case } from '../case.ts';

/** One seed gives the same weights everywhere. */
export const weightCases: readonly Case[] = [
  weights('cpu'),
  weights('wasm'),
  { name: 'initial values by every rule', backend: 'cpu', run: everyRule },
];

function weights(backend: BackendName): Case {
  return {
    name: `weights of one seed on ${backend}`,
    backend,
    run: async () => {
      const found: Record<string, string> = {};
      for (const recognizer of [resNet({ input: [16, 16, 3], classes: 4 }), leNet()]) {
        const variables = initialize(recognizer, { seed: 2026 });
        for (const [path, { value }] of Object.entries(variables)) {
          found[`${recognizer.name}: ${path}`] = await hashOf(value.dataSync());
        }
        disposeVariables(variables);
      }
      return found;
    },
  };
}

function everyRule(): unknown {
  const normal = { type: 'normal', mean: 0, standardDeviation: 1 } as const;
  return [...initializerNames, normal].map((rule) => {
    const value = createInitialValue(rule, [12, 24], createRandom(5));
    const numbers = Array.from(value.dataSync());
    value.dispose();
    return [JSON.stringify(rule), numbers];
  });
}

import {
  checkVariables,
  disposeVariables,
  fromManifest,
  toManifest,
  type Variable,
  type Variables,
} from '@sora-particles/combinator-core';
import { tensor } from '@tensorflow/tfjs-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { broken, oneLine, type Rule } from './rule.ts';

/** Config, manifest, JSON and back, weights as bytes and back: the same particle, which computes the same. */
export const manifestRule: Rule = {
  name: 'manifest',
  title: 'is made again from its manifest',
  async check(subject) {
    const { particle, registry } = subject;
    const remake = () => {
      try {
        const json: unknown = JSON.parse(JSON.stringify(toManifest(particle)));
        return fromManifest(json, registry);
      } catch (cause) {
        throw broken(particle, {
          summary: 'the particle cannot be made again from its manifest',
          found: oneLine(cause),
          remedy: "`config` must hold what the factory needs, and the kind's `create` pass it on",
          cause,
        });
      }
    };
    const again = remake();
    const found = difference(particle, again);
    if (found !== undefined) {
      throw broken(particle, {
        summary: 'the particle that is made from the manifest is another one',
        expected: 'an equal description',
        found,
        remedy: 'put every option that shapes the particle into `config`',
      });
    }
    await forEachCase(subject, { count: 1 }, async (given) => {
      const copies = await throughBytes(given.variables);
      try {
        checkVariables(again, copies, { bindings: given.promised.bindings });
        await compare(given, copies);
      } finally {
        disposeVariables(copies);
      }
    });
    async function compare(given: Case, copies: Variables): Promise<void> {
      for (const training of [false, true]) {
        const options = { training, seed: given.seed };
        const first = await runOnce(particle, given, options);
        const second = await runOnce(again, { ...given, variables: copies }, options);
        const differs = particle.traits.deterministic ? difference(first, second) : undefined;
        if (differs === undefined) continue;
        throw broken(particle, {
          summary: 'the particle that is made from the manifest computes something else',
          expected: 'equal outputs and state',
          found: differs,
          remedy: 'put every option that run() uses into `config`',
        });
      }
    }
  },
};

/** Weights and state written as bytes and read back, as a file keeps them. */
async function throughBytes(variables: Variables): Promise<Variables> {
  const read: Record<string, Variable> = {};
  for (const [path, { value, trainable }] of Object.entries(variables)) {
    const data = await value.data();
    const bytes = Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const numbers = ARRAYS[value.dtype]?.(bytes.buffer) ?? data.slice();
    read[path] = { value: tensor(numbers, value.shape, value.dtype), trainable };
  }
  return read;
}

const ARRAYS: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array | Int32Array>> = {
  float32: (bytes) => new Float32Array(bytes),
  int32: (bytes) => new Int32Array(bytes),
};

import '@tensorflow/tfjs-backend-cpu';
import {
  apply,
  combinatorKinds,
  createRegistry,
  disposeVariables,
  evaluateShape,
  fromManifest,
  initialize,
  predict,
  toManifest,
  type AnyParticle,
  type Shape,
} from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { dispose, memory, zeros, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { errorOf } from './support/errors.ts';
import { layers, recognizers, reductions } from './support/examples.ts';
import { pattern } from './support/pattern.ts';

const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...convRecognizerKinds]);

const all: readonly (readonly [string, AnyParticle])[] = Object.entries({
  ...layers,
  ...reductions,
  ...recognizers,
});
const ofAnySize: readonly (readonly [string, AnyParticle])[] = Object.entries({
  ...layers,
  ...reductions,
});

describe('comes back from its manifest as it was', () => {
  it.each(all)('%s', (_name, particle) => {
    const manifest = toManifest(particle);
    const copy = fromManifest(JSON.parse(JSON.stringify(manifest)), registry);
    expect(toManifest(copy)).toEqual(manifest);
    for (const key of ['name', 'input', 'output', 'params', 'state', 'traits', 'flops'] as const) {
      expect(copy[key]).toEqual(particle[key]);
    }
  });

  it('each kind is covered', () => {
    const kinds = new Set(
      all.flatMap(([, particle]) => toManifest(particle).nodes.map(({ kind }) => kind)),
    );
    for (const { kind } of convRecognizerKinds) expect(kinds).toContain(kind);
  });
});

describe('gives the shape that its contract promises, and leaves nothing behind', () => {
  const size = fc.integer({ min: 3, max: 9 });

  it.each(ofAnySize)('%s, for images of any size', (_name, particle) => {
    const property = fc.property(
      fc.integer({ min: 1, max: 3 }),
      size,
      size,
      (batch, height, width) => {
        const channels = channelsOf(particle);
        const bindings = { batch, height, width, channels };
        const expected = evaluateShape(particle.output['y']?.shape ?? [], bindings);
        expect(run(particle, [batch, height, width, channels])).toEqual(expected);
      },
    );
    fc.assert(property, { numRuns: 8 });
  });

  it.each(Object.entries(recognizers))('%s', (_name, particle: AnyParticle) => {
    const [, ...image] = particle.input['x']?.shape ?? [];
    const expected = evaluateShape(particle.output['y']?.shape ?? [], { batch: 2 });
    expect(run(particle, [2, ...(image as number[])])).toEqual(expected);
  });
});

describe('refuses what does not fit before anything is allocated', () => {
  const wrong: readonly (readonly [string, () => Tensor, 'rank-mismatch' | 'dtype-mismatch'])[] = [
    ['a single image', () => zeros([5, 5, 2]), 'rank-mismatch'],
    ['int32', () => zeros([1, 5, 5, 2], 'int32'), 'dtype-mismatch'],
  ];

  describe.each(ofAnySize)('%s', (_name, particle) => {
    it.each(wrong)('%s', (_title, make, code) => {
      const variables = initialize(particle, {
        seed: 1,
        bindings: { channels: channelsOf(particle) },
      });
      const x = make();
      const before = memory().numTensors;
      errorOf(() => apply(particle, variables, { x }), code);
      expect(memory().numTensors).toBe(before);
      dispose(x);
      disposeVariables(variables);
    });
  });

  it.each(Object.entries(layers).filter(([, { params }]) => Object.keys(params).length > 0))(
    '%s, another number of channels than its weights have',
    async (_name, particle: AnyParticle) => {
      const channels = channelsOf(particle);
      const variables = initialize(particle, { seed: 1, bindings: { channels } });
      const x = pattern('x', [1, 5, 5, channels + 1]);
      const before = memory().numTensors;
      const code =
        particle.input['x']?.shape?.at(-1) === channels ? 'axis-mismatch' : 'variable-invalid';
      errorOf(() => apply(particle, variables, { x }), code);
      await expect(predict(particle, variables, { x })).rejects.toMatchObject({ code });
      expect(memory().numTensors).toBe(before);
      dispose(x);
      disposeVariables(variables);
    },
  );

  it('a window larger than the image', () => {
    const particle = layers['conv2d'];
    const variables = initialize(particle, { seed: 1, bindings: { channels: 1 } });
    const x = zeros([1, 2, 5, 1]);
    const { summary } = errorOf(() => apply(particle, variables, { x }), 'dimension-invalid');
    expect(summary).toContain('window 3 is larger than 2');
    dispose(x);
    disposeVariables(variables);
  });
});

/** The number of channels that a particle needs, or 2 where it takes any. */
function channelsOf(particle: AnyParticle): number {
  const channels = particle.input['x']?.shape?.at(-1);
  return typeof channels === 'number' ? channels : 2;
}

/** Runs with fresh weights, in training and out of it, and gives the shape of the output. */
function run(particle: AnyParticle, shape: readonly number[]): Shape {
  const before = memory().numTensors;
  const channels = shape.at(-1) ?? 0;
  const variables = initialize(particle, { seed: 1, bindings: { channels } });
  const x = pattern('x', shape);
  const shapes = [false, true].map((training) => {
    const { outputs, state } = apply(particle, variables, { x }, { training, seed: 1 });
    expect(Object.keys(state).sort()).toEqual(training ? Object.keys(particle.state).sort() : []);
    const y = outputs['y'] as Tensor;
    dispose([y, ...Object.values(state)]);
    return y.shape;
  });
  dispose(x);
  disposeVariables(variables);
  expect(memory().numTensors).toBe(before);
  expect(shapes[1]).toEqual(shapes[0]);
  return shapes[0] ?? [];
}

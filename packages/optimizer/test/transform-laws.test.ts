import '@tensorflow/tfjs-backend-cpu';
import type { TensorRecord } from '@sora-particles/combinator-core';
import {
  adam,
  chainTransforms,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  globalNorm,
  type GradientTransform,
  momentum,
  rmsprop,
  scaleByAdam,
  scaleByLearningRate,
  sgd,
  weightDecay,
} from '@sora-particles/optimizer';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectClose } from './support/close.ts';
import { expectNoLeak } from './support/no-leak.ts';

expectNoLeak();

const numbers = fc.array(fc.float({ min: Math.fround(-1e3), max: Math.fround(1e3), noNaN: true }), {
  minLength: 1,
  maxLength: 6,
});
const gradients = fc.dictionary(fc.stringMatching(/^[a-c]\/[a-z]{1,3}$/), numbers, {
  minKeys: 1,
  maxKeys: 4,
});

type Values = Record<string, number[]>;

function toTensors(values: Values): TensorRecord {
  return Object.fromEntries(Object.entries(values).map(([path, list]) => [path, tensor1d(list)]));
}

function toValues(record: TensorRecord): Values {
  return Object.fromEntries(
    Object.entries(record).map(([path, value]) => [path, Array.from(value.dataSync())]),
  );
}

/** The updates of two steps with the same gradients. */
function run(transform: GradientTransform, values: Values): Values {
  return tidy(() => {
    const given = toTensors(values);
    const first = transform.update(given, transform.init(given), given);
    return toValues(transform.update(given, first.state, given).updates);
  });
}

function norm(values: Values): number {
  return Math.hypot(...Object.values(values).flat());
}

test('globalNorm is the length of all elements taken together', () => {
  fc.assert(
    fc.property(gradients, (values) => {
      expectClose(
        tidy(() => globalNorm(toTensors(values)).dataSync()),
        [norm(values)],
      );
    }),
  );
  expect(tidy(() => globalNorm({}).dataSync()[0])).toBe(0);
});

describe('a clip', () => {
  const limit = 5;
  const slack = 1 + 1e-5;

  it('never exceeds its limit, and never raises a norm', () => {
    fc.assert(
      fc.property(gradients, (values) => {
        const byValue = run(clipByValue({ maxValue: limit }), values);
        expect(Math.max(...Object.values(byValue).flat().map(Math.abs))).toBeLessThanOrEqual(limit);
        const byNorm = run(clipByNorm({ maxNorm: limit }), values);
        for (const [path, list] of Object.entries(byNorm)) {
          expect(norm({ path: list })).toBeLessThanOrEqual(limit * slack);
          expect(norm({ path: list })).toBeLessThanOrEqual(norm({ path: values[path]! }) * slack);
        }
        const global = run(clipByGlobalNorm({ maxNorm: limit }), values);
        expect(norm(global)).toBeLessThanOrEqual(Math.min(limit, norm(values)) * slack);
      }),
    );
  });

  it('by a norm keeps directions, and changes nothing below the limit', () => {
    fc.assert(
      fc.property(gradients, (values) => {
        const factor = Math.min(1, limit / norm(values));
        const global = run(clipByGlobalNorm({ maxNorm: limit }), values);
        for (const [path, list] of Object.entries(values)) {
          expectClose(
            global[path]!,
            list.map((value) => value * factor),
          );
        }
        expect(run(clipByNorm({ maxNorm: 1e6 }), values)).toEqual(
          run(clipByValue({ maxValue: 1e6 }), values),
        );
      }),
    );
  });
});

const transforms: [string, GradientTransform][] = [
  ['adam', adam()],
  ['rmsprop', rmsprop({ momentum: 0.5 })],
  ['sgd', sgd({ momentum: 0.9 })],
  ['a chain', chainTransforms(clipByNorm({ maxNorm: 1 }), weightDecay({ rate: 0.1 }), sgd())],
];

it.each(transforms)('%s does not depend on the order of the weights', (_, transform) => {
  fc.assert(
    fc.property(gradients, (values) => {
      const reversed = Object.fromEntries(Object.entries(values).reverse());
      expect(run(transform, reversed)).toEqual(run(transform, values));
    }),
  );
});

it.each(transforms)(
  '%s treats each element alone, so that weights may be split',
  (_, transform) => {
    if (transform.kind.includes('chain')) return;
    fc.assert(
      fc.property(numbers, (list) => {
        const whole = run(transform, { w: list })['w'];
        const parts = run(transform, Object.fromEntries(list.map((v, i) => [String(i), [v]])));
        expect(list.map((_value, i) => parts[String(i)]![0])).toEqual(whole);
      }),
    );
  },
);

test('chaining is associative', () => {
  const [a, b, c] = [
    clipByGlobalNorm({ maxNorm: 3 }),
    momentum(),
    scaleByLearningRate({ learningRate: 0.1 }),
  ];
  fc.assert(
    fc.property(gradients, (values) => {
      const flat = run(chainTransforms(a, b, c), values);
      expect(run(chainTransforms(chainTransforms(a, b), c), values)).toEqual(flat);
      expect(run(chainTransforms(a, chainTransforms(b, c)), values)).toEqual(flat);
    }),
  );
});

test('adam and sgd are what their parts make', () => {
  const rate = scaleByLearningRate({ learningRate: 0.01 });
  fc.assert(
    fc.property(gradients, (values) => {
      const parts = {
        adam: run(chainTransforms(scaleByAdam(), rate), values),
        sgd: run(chainTransforms(momentum({ decay: 0.9, nesterov: true }), rate), values),
      };
      const whole = {
        adam: run(adam({ learningRate: 0.01 }), values),
        sgd: run(sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true }), values),
      };
      for (const path of Object.keys(values)) {
        expectClose(parts.adam[path]!, whole.adam[path]!);
        expectClose(parts.sgd[path]!, whole.sgd[path]!);
      }
    }),
  );
});

import '@tensorflow/tfjs-backend-cpu';
import {
  adam,
  chainTransforms,
  clipByValue,
  stateFromRecord,
  stateToRecord,
} from '@sora-particles/optimizer';
import { ones, scalar, tidy, zeros } from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { expectRefusal } from './support/refusal.ts';

expectNoLeak();

const transform = chainTransforms(clipByValue({ maxValue: 1 }), adam());
const weights = () => ({ 'dense/kernel': zeros([2, 3]), 'dense/bias': zeros([3]) });

test('a state is stored as a flat record and comes back the same', () => {
  tidy(() => {
    const state = transform.init(weights());
    const record = stateToRecord(state);
    expect(Object.keys(record).sort()).toEqual([
      '1/momentum/dense/bias',
      '1/momentum/dense/kernel',
      '1/step',
      '1/velocity/dense/bias',
      '1/velocity/dense/kernel',
    ]);
    const restored = stateFromRecord(transform.init(weights()), record);
    expect(Object.entries(stateToRecord(restored))).toEqual(Object.entries(record));
    expect(restored[0]).toEqual([]);
    expect(restored).toHaveLength(2);
  });
});

describe('refuses', () => {
  it.each([
    ['a missing tensor', { '1/step': undefined }, 'variable-missing', '1/step'],
    ['a tensor too many', { '2/step': 'scalar' }, 'variable-unexpected', '2/step'],
    ['another shape', { '1/step': 'ones' }, 'variable-invalid', '1/step'],
    ['another type', { '1/step': 'scalar' }, 'variable-invalid', '1/step'],
  ] as const)('%s', (_, change, code, path) => {
    tidy(() => {
      const state = transform.init(weights());
      const made = { ones: ones([2]), scalar: scalar(0, 'float32') };
      const changed = Object.entries({ ...stateToRecord(state), ...change }).flatMap(
        ([key, value]) =>
          value === undefined
            ? []
            : [[key, typeof value === 'string' ? made[value] : value] as const],
      );
      expectRefusal(() => stateFromRecord(state, Object.fromEntries(changed)), { code, path });
    });
  });

  it('two tensors of one path', () => {
    tidy(() => {
      expectRefusal(() => stateToRecord({ a: { 'b/c': scalar(0) }, 'a/b': { c: scalar(1) } }), {
        code: 'name-duplicate',
        path: 'a/b/c',
      });
    });
  });
});

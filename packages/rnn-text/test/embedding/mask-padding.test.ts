import '@tensorflow/tfjs-backend-cpu';
import { compose, formatPorts } from '@sora-particles/combinator-core';
import { input } from '@sora-particles/combinator-core/elementary';
import { maskPadding } from '@sora-particles/rnn-text';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { errorOf } from '../support/errors.ts';
import { runParticle } from '../support/run-particle.ts';

describe('maskPadding', () => {
  it.each([
    [{}, [1, 1, 0, 1]],
    [{ padding: 7 }, [0, 1, 1, 1]],
  ])('with %j tells what is not padding, and leaves the ids alone', (options, expected) => {
    tidy(() => {
      const x = tensor([[7, 2, 0, 1]], undefined, 'int32');
      const { y, mask } = runParticle(maskPadding(options), { x });
      expect(y).toBe(x);
      expect(mask?.dtype).toBe('bool');
      expect(mask?.arraySync()).toEqual([expected]);
    });
  });

  it('passes on whose ids they are', () => {
    const ids = input({
      shape: ['batch', 9],
      dtype: 'int32',
      range: [0, 5],
      meaning: 'tokens/reviews/1',
    });
    const { y } = compose(ids).to(maskPadding()).output;
    expect(y).toMatchObject({ range: [0, 5], meaning: 'tokens/reviews/1' });
    expect(formatPorts(compose(ids).to(maskPadding()).output)).toBe(
      'y: [batch, 9] int32; mask: [batch, 9] bool',
    );
  });

  it('refuses an id that cannot be', () => {
    errorOf(() => maskPadding({ padding: -1 }), 'option-invalid');
  });
});

import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {
  compose,
  createRegistry,
  disposeVariables,
  fromManifest,
  initialize,
  predict,
  registerGradients,
  toManifest,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { input } from '@sora-particles/combinator-core/elementary';
import { embedding, rnnTextKinds } from '@sora-particles/rnn-text';
import {
  grad,
  memory,
  ones,
  ready,
  scalar,
  setBackend,
  tensor,
  tidy,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { errorOf } from '../support/errors.ts';
import { pattern } from '../support/pattern.ts';
import { runParticle } from '../support/run-particle.ts';

beforeAll(async () => {
  registerGradients();
  await setBackend('cpu');
});

const reviews = { name: 'reviews', hash: '3f9a', size: 5 } as const;
const ids = (values: number[], shape = [values.length]): Tensor => tensor(values, shape, 'int32');

describe('embedding', () => {
  const particle = embedding({ inputSize: 4, units: 3 });

  it('looks up a row for each id, in any shape', () => {
    tidy(() => {
      const embeddings = pattern('embeddings', [4, 3]);
      const rows = embeddings.arraySync() as number[][];
      const lookUp = (x: Tensor): unknown =>
        runParticle(particle, { x }, { embeddings })['y']?.arraySync();
      expect(lookUp(ids([3, 0], [1, 2]))).toEqual([[rows[3], rows[0]]]);
      expect(lookUp(ids([2], []))).toEqual(rows[2]);
      const empty = runParticle(particle, { x: zeros([2, 0], 'int32') }, { embeddings });
      expect(empty['y']?.shape).toEqual([2, 0, 3]);
    });
  });

  it('adds up the gradients of an id that comes more than once', () => {
    tidy(() => {
      const x = ids([1, 3, 1], [1, 3]);
      const slope = grad(
        (embeddings: Tensor) => runParticle(particle, { x }, { embeddings })['y'] as Tensor,
      )(pattern('embeddings', [4, 3]), ones([1, 3, 3]));
      expect(slope.arraySync()).toEqual([0, 2, 0, 1].map((count) => [count, count, count]));
    });
  });

  it('begins between -0.05 and 0.05, as in Keras', () => {
    const variables = initialize(embedding({ inputSize: 100, units: 20 }), { seed: 1 });
    const values = [...(variables['embeddings']?.value.dataSync() ?? [])];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.05);
    expect(Math.max(...values)).toBeLessThan(0.05);
    expect(Math.max(...values)).toBeGreaterThan(0.049);
    disposeVariables(variables);
  });

  it('can be kept from training', () => {
    const variables = initialize(embedding({ inputSize: 2, units: 1, trainable: false }), {
      seed: 1,
    });
    expect(variables['embeddings']?.trainable).toBe(false);
    disposeVariables(variables);
  });
});

describe('an id that the table does not hold', () => {
  const particle = embedding({ inputSize: 4, units: 3, name: 'words' });

  afterAll(() => setBackend('cpu'));

  it.each(['cpu', 'wasm'])('is refused on the backend %s', async (backend) => {
    await setBackend(backend);
    await ready();
    const variables = initialize(particle, { seed: 1 });
    for (const id of [4, -1, 1_000_000]) {
      const x = ids([0, id], [1, 2]);
      const before = memory().numTensors;
      await expect(predict(particle, variables, x)).rejects.toMatchObject({
        code: 'value-out-of-range',
        path: 'words.x',
        expected: 'ids from 0 to 3',
        found: String(id),
      });
      expect(memory().numTensors).toBe(before);
      x.dispose();
    }
    disposeVariables(variables);
  });

  it('is refused before anything runs where the input states its range', async () => {
    const range = [0, 3] as const;
    const chain = compose(input({ shape: ['batch', 'time'], dtype: 'int32', range })).to(particle);
    const variables = initialize(chain, { seed: 1 });
    await expect(predict(chain, variables, [[0, 4]])).rejects.toMatchObject({
      code: 'value-out-of-range',
      path: 'x[0][1]',
    });
    disposeVariables(variables);
  });

  it('leaves other errors alone', () => {
    const broken = (): unknown => runParticle(particle, { x: ids([0]) }, { embeddings: scalar(1) });
    expect(broken).toThrow(/axis/);
  });
});

describe('an embedding of a vocabulary', () => {
  const from = (meaning: string): AnyParticle =>
    input({ shape: ['batch', 'time'], dtype: 'int32', meaning });
  const particle: AnyParticle = embedding({ vocabulary: reviews, units: 2 });
  const fit = (meaning: string): unknown => compose(from(meaning)).to(particle);

  it('has a row for each word', () => {
    expect(particle.params['embeddings']?.shape).toEqual([5, 2]);
    expect(particle.input['x']?.meaning).toBe('tokens/reviews/3f9a');
  });

  it('takes its ids, and no others, whatever their name', () => {
    expect(fit('tokens/reviews/3f9a')).toBeDefined();
    expect(errorOf(() => fit('tokens/titles/3f9a'), 'meaning-mismatch').summary).toContain(
      'meaning: needs tokens/reviews/3f9a, got tokens/titles/3f9a',
    );
    errorOf(() => fit('tokens/reviews/ffff'), 'meaning-mismatch');
    errorOf(() => fit('tokens'), 'meaning-mismatch');
    errorOf(() => fit('labels'), 'meaning-mismatch');
  });

  it('with a number in place of a vocabulary takes the ids of any', () => {
    const any: AnyParticle = embedding({ inputSize: 5, units: 2 });
    expect(compose(from('tokens/titles/1')).to(any)).toBeDefined();
    errorOf(() => compose(from('labels')).to(any), 'meaning-mismatch');
  });

  it('keeps what identifies the vocabulary, and none of its words', () => {
    const large = { ...reviews, words: ['a', 'b', 'c', 'd', 'e'] };
    const { config } = embedding({ vocabulary: large, units: 2 });
    expect(config['vocabulary']).toEqual(reviews);
    const manifest = toManifest(particle);
    const copy = fromManifest(JSON.parse(JSON.stringify(manifest)), createRegistry(rnnTextKinds));
    expect(copy.input).toEqual(particle.input);
  });
});

describe('options', () => {
  const untyped = embedding as unknown as (options: object) => AnyParticle;

  it.each([
    [{}, 'option-missing', 'embedding.units'],
    [{ units: 1 }, 'option-missing', 'embedding.vocabulary'],
    [{ units: 1, inputSize: 2, vocabulary: reviews }, 'option-invalid', 'embedding.vocabulary'],
    [{ units: 1, inputSize: 0 }, 'option-invalid', 'embedding.inputSize'],
    [{ units: 1, vocabulary: 'reviews' }, 'option-invalid', 'embedding.vocabulary'],
    [
      { units: 1, vocabulary: { ...reviews, name: 'a/b' } },
      'option-invalid',
      'embedding.vocabulary',
    ],
    [{ units: 1, vocabulary: { ...reviews, size: 0 } }, 'option-invalid', 'embedding.vocabulary'],
    [{ units: 1, inputSize: 2, trainable: 1 }, 'option-invalid', 'embedding.trainable'],
    [{ units: 1, inputSize: 2, maskZero: true }, 'option-unknown', 'embedding.maskZero'],
  ] as const)('%j: %s', (options, code, path) => {
    expect(errorOf(() => untyped(options), code).path).toBe(path);
  });
});

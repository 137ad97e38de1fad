import {
  type AnyParticle,
  chain,
  combinatorKinds,
  createContext,
  createRegistry,
  disposeVariables,
  fromManifest,
  initialize,
  predict,
  registerGradients,
  toManifest,
} from '@sora-particles/combinator-core';
import { elementaryKinds, softmax } from '@sora-particles/combinator-core/elementary';
import {
  buildVocabulary,
  createVocabulary,
  ngramClassifier,
  recurrentClassifier,
  rnnTextKinds,
  sequenceTagger,
  tokenize,
  transformerClassifier,
} from '@sora-particles/rnn-text';
import '@tensorflow/tfjs-backend-cpu';
import {
  memory,
  mul,
  neg,
  oneHot,
  sub,
  sum,
  type Tensor,
  tensor,
  tidy,
  logSoftmax,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { errorOf } from './support/errors.ts';

const good = ['a good film', 'really good', 'good, so good', 'what a good day'];
const bad = ['a bad film', 'really bad', 'bad, so bad', 'what a bad day, really'];
const texts = [...good, ...bad];
const classes = [...good.map(() => 1), ...bad.map(() => 0)];

async function classifiers(): Promise<Readonly<Record<string, AnyParticle>>> {
  const vocabulary = await buildVocabulary(texts, { name: 'moods' });
  const small = { classes: 2, vocabulary, maxLength: 8, dropout: 0 } as const;
  return {
    ngramClassifier: ngramClassifier({ classes: 2, features: 64 }),
    recurrentClassifier: recurrentClassifier({ ...small, embeddingSize: 8, units: 8 }),
    transformerClassifier: transformerClassifier({ ...small, units: 8, heads: 2, blocks: 1 }),
  };
}

const names = ['ngramClassifier', 'recurrentClassifier', 'transformerClassifier'] as const;
const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);

beforeAll(registerGradients);

test.each(names)(
  '%s gives one logit for each class, and goes on to probabilities',
  async (name) => {
    const particle = (await classifiers())[name] as AnyParticle;
    const whole = chain([particle, softmax()]);
    const variables = initialize(whole, { seed: 1 });
    const before = memory().numTensors;
    const y = (await predict(whole, variables, texts)) as Tensor;
    expect(y.shape).toEqual([8, 2]);
    const sums = sum(y, -1);
    for (const total of sums.dataSync()) expect(total).toBeCloseTo(1, 5);
    sums.dispose();
    y.dispose();
    expect(memory().numTensors).toBe(before);
    disposeVariables(variables);
  },
);

test.each(names)('%s comes back from its manifest and answers the same', async (name) => {
  const particle = (await classifiers())[name] as AnyParticle;
  const again = fromManifest(JSON.parse(JSON.stringify(toManifest(particle))), registry);
  const variables = initialize(particle, { seed: 2 });
  const answers = await Promise.all(
    [particle, again].map(async (each) => (await predict(each, variables, texts)) as Tensor),
  );
  expect(answers[1]?.dataSync()).toEqual(answers[0]?.dataSync());
});

test('ngramClassifier learns which words are good, by plain gradient descent', async () => {
  const particle = (await classifiers())['ngramClassifier'] as AnyParticle;
  const last = particle.children.findLastIndex(({ traits }) => traits.host);
  const x = (await predict(chain(particle.children.slice(0, last + 1)), {}, texts)) as Tensor;
  const network = chain(particle.children.slice(last + 1));
  let weights = Object.values(initialize(particle, { seed: 1 })).map(({ value }) => value);
  const paths = Object.keys(particle.params);
  const targets = oneHot(tensor(classes, undefined, 'int32'), 2);
  const lossOf = (...values: Tensor[]): Tensor => {
    const params = Object.fromEntries(paths.map((path, i) => [path, values[i] as Tensor]));
    const run = network.run(createContext(), { x }, params, {});
    if (run instanceof Promise) throw new Error('a host stage');
    return neg(sum(mul(logSoftmax(run.outputs['y'] as Tensor), targets)));
  };
  const losses: number[] = [];
  for (let step = 0; step < 60; step++) {
    const { value, grads } = valueAndGrads(lossOf)(weights);
    losses.push(value.dataSync()[0] ?? NaN);
    weights = weights.map((weight, i) => tidy(() => sub(weight, mul(grads[i] as Tensor, 1))));
  }
  expect(losses[0]).toBeGreaterThan(4);
  expect(losses.at(-1)).toBeLessThan(0.5);
});

test('a tagger gives logits for each token, and padding changes none of them', async () => {
  const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', 'falls', 'now'] });
  const tagger = chain([
    tokenize({ vocabulary, maxLength: 8 }),
    sequenceTagger({ tags: 3, vocabulary, embeddingSize: 4, units: 4 }),
  ]);
  const variables = initialize(tagger, { seed: 1 });
  const alone = (await predict(tagger, variables, ['rain falls'])) as Tensor;
  const padded = (await predict(tagger, variables, ['rain falls', 'rain falls now now'])) as Tensor;
  expect(alone.shape).toEqual([1, 2, 3]);
  expect(padded.shape).toEqual([2, 4, 3]);
  const first = padded.dataSync().slice(0, 6);
  alone.dataSync().forEach((value, i) => {
    expect(first[i]).toBeCloseTo(value, 5);
  });
});

test.each([
  ['no class', () => ngramClassifier({ classes: 0 }), 'option-invalid'],
  ['no n-gram at all', () => ngramClassifier({ classes: 2, words: null }), 'option-invalid'],
  [
    'an option that it does not have',
    () => ngramClassifier({ classes: 2, units: 3 } as never),
    'option-unknown',
  ],
  [
    'no vocabulary',
    () => recurrentClassifier({ classes: 2, vocabulary: undefined as never }),
    'option-missing',
  ],
  [
    'a vocabulary that is none',
    () => transformerClassifier({ classes: 2, vocabulary: {} as never }),
    'option-invalid',
  ],
] as const)('%s is refused', (_what, make, code) => {
  errorOf(make, code);
});

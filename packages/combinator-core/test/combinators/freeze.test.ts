import { apply } from '../../src/apply.ts';
import { chain, compose } from '../../src/combinators/chain.ts';
import { freeze } from '../../src/combinators/freeze.ts';
import { rename } from '../../src/combinators/rename.ts';
import { residual } from '../../src/combinators/residual.ts';
import { stagesOf } from '../../src/combinators/stages.ts';
import {
  batchNormalization,
  dense,
  dropout,
  input,
  relu,
  rescale,
  sigmoid,
  softmax,
  decodeLabels,
} from '../../src/elementary/index.ts';
import { initialize } from '../../src/initialize.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { disposeVariables, type Variables } from '../../src/variables.ts';
import { any, marks, masked } from '../support/cases.ts';
import { expectRoundTrip, plain, runOnce, runWith, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';
import { expectNoLeak } from '../support/leaks.ts';
import { readRows } from '../support/particles.ts';

const extractor = () =>
  compose(input({ shape: ['batch', 3], dtype: 'float32' }))
    .to(dense({ units: 4 }))
    .to(batchNormalization())
    .to(dropout(0.5));

const trainableOf = (variables: Variables): Record<string, boolean> =>
  Object.fromEntries(Object.entries(variables).map(([path, { trainable }]) => [path, trainable]));

describe('freeze', () => {
  test('leaves paths, shapes and numbers as they are, and nothing to train', async () => {
    const [loose, frozen] = [extractor(), freeze(extractor())];
    expect(Object.keys(frozen.params)).toEqual(Object.keys(loose.params));
    expect(Object.keys(frozen.state)).toEqual(Object.keys(loose.state));
    const variables = initialize(frozen, { seed: 3 });
    expect(Object.values(trainableOf(variables))).toEqual(Object.keys(variables).map(() => false));
    const x = sample([5, 3]);
    await expectNoLeak(() => {
      expect(runOnce(frozen, { inputs: { x } })).toEqual(runOnce(loose, { inputs: { x } }));
    });
    disposeVariables(variables);
    x.dispose();
  });

  test('weights of the loose particle fit the frozen one', () => {
    const variables = initialize(extractor(), { seed: 9 });
    const x = sample([5, 3]);
    const inputs = { x };
    expect(runWith(freeze(extractor()), variables, { inputs })).toEqual(
      runWith(extractor(), variables, { inputs }),
    );
    disposeVariables(variables);
    x.dispose();
  });

  test('runs as in prediction while training: nothing is dropped, no statistics are taken', () => {
    const variables = initialize(extractor(), { seed: 3 });
    const x = sample([5, 3]);
    const frozen = apply(
      freeze(extractor()),
      variables,
      { x },
      {
        training: true,
        seed: 5,
      },
    );
    const calm = apply(extractor(), variables, { x });
    expect(plain(frozen.outputs)).toEqual(plain(calm.outputs));
    expect(frozen.state).toEqual({});
    disposeVariables(variables);
    x.dispose();
  });

  test('draws no random numbers', () => {
    expect(extractor().traits.needsSeed).toBe(true);
    expect(freeze(extractor()).traits.needsSeed).toBe(false);
    expect(freeze(rename('body', extractor())).traits.needsSeed).toBe(false);
  });

  test('within a chain only what is frozen stays', () => {
    const whole = compose(freeze(extractor())).to(dense({ units: 2, name: 'head' }));
    const variables = initialize(whole, { seed: 1 });
    expect(trainableOf(variables)).toEqual({
      'dense/kernel': false,
      'dense/bias': false,
      'batchNormalization/gamma': false,
      'batchNormalization/beta': false,
      'head/kernel': true,
      'head/bias': true,
      'batchNormalization/movingMean': false,
      'batchNormalization/movingVariance': false,
    });
    disposeVariables(variables);
  });

  test.each<[string, AnyParticle]>([
    ['a leaf', freeze(dense({ units: 4 }))],
    ['a chain', freeze(extractor())],
    ['a renamed chain', freeze(rename('body', extractor()))],
    ['a residual', freeze(residual(compose(dense({ units: 3 })).to(relu())))],
    ['twice', freeze(freeze(dense({ units: 4 })))],
    ['part of a chain', compose(freeze(extractor())).to(dense({ units: 2 }))],
  ])('comes back from a manifest: %s', async (_name, particle) => {
    const x = sample([5, 3]);
    await expectRoundTrip(particle, { inputs: { x }, bindings: { in: 3 }, training: true });
    x.dispose();
  });

  test('names and numbers of frozen steps are those of the loose ones', () => {
    const names = (particle: AnyParticle) => particle.composition?.nodes.map(({ name }) => name);
    const steps = [dense({ units: 3 }), relu({ name: 'mine' }), dense({ units: 3 })];
    expect(names(freeze(chain(steps)))).toEqual(names(chain(steps)));
    expect(names(chain([freeze(dense({ units: 3 })), dense({ units: 3 })]))).toEqual([
      'dense',
      'dense_1',
    ]);
  });

  test('a frozen host particle stays one', async () => {
    const frozen = freeze(readRows());
    expect(frozen.traits.host).toBe(true);
    const x = [Uint8Array.from([1, 2, 3])];
    const { outputs } = await any(frozen).run({ training: true } as never, { x: x }, {}, {});
    expect(plain(outputs)['y']?.values).toEqual([1, 2, 3]);
  });

  test('refuses what is no particle', async () => {
    await errorOf(() => freeze(3 as never), 'option-invalid');
  });
});

describe('rename', () => {
  test('changes the name and nothing else', async () => {
    const particle = rename('head', compose(dense({ units: 4 })).to(dropout(0.5)));
    const {
      input: x,
      output,
      where,
      params,
      flops,
    } = compose(dense({ units: 4 })).to(dropout(0.5));
    expect(particle).toMatchObject({ name: 'head', input: x, output, where, params, flops });
    const values = sample([2, 3]);
    await expectRoundTrip(particle, { inputs: { x: values }, bindings: { in: 3 }, training: true });
    values.dispose();
  });

  test('may be done twice; the last name counts', () => {
    const twice = rename('second', rename('first', dense({ units: 2 })));
    expect(chain([twice]).params).toHaveProperty(['second/kernel']);
  });

  test('keeps optional ports optional', () => {
    const particle = rename('mine', masked());
    const x = sample([3]);
    expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual([...x.dataSync()]);
    x.dispose();
  });

  test.each(['', 'a/b', '.a', '__proto__'])('refuses the name %j', async (name) => {
    await errorOf(() => rename(name, relu()), 'name-invalid');
  });

  test('the name in the composition is the segment of the path, for random numbers as well', () => {
    const x = sample([200]);
    const run = (particle: AnyParticle) =>
      runOnce(particle, { inputs: { x }, training: true, seed: 2 });
    expect(run(chain([rename('a', dropout(0.5))]))).not.toEqual(
      run(chain([rename('b', dropout(0.5))])),
    );
    x.dispose();
  });
});

describe('stagesOf', () => {
  const names = (particle: AnyParticle | undefined) =>
    particle?.composition?.nodes.map(({ name }) => name);
  const labels = decodeLabels({ labels: ['a', 'b'] });

  test.each<[string, AnyParticle, object]>([
    [
      'all there is',
      chain([
        readRows(),
        rescale(1 / 255),
        dense({ units: 2, meaning: 'logits' }),
        softmax(),
        labels,
      ]),
      {
        host: ['readRows'],
        body: ['rescale', 'dense'],
        activation: 'softmax',
        tail: ['decodeLabels'],
      },
    ],
    ['only a body', chain([dense({ units: 2 }), relu()]), { body: ['dense', 'relu'] }],
    [
      'a final sigmoid',
      chain([dense({ units: 1 }), sigmoid()]),
      { body: ['dense'], activation: 'sigmoid' },
    ],
    [
      'a softmax in the middle is part of the body',
      chain([dense({ units: 2 }), softmax(), dense({ units: 2 })]),
      { body: ['dense', 'softmax', 'dense_1'] },
    ],
    [
      'steps before the last leading host step belong to the host',
      chain([
        readRows(),
        rescale(2),
        any({ ...relu({ name: 'onHost' }), traits: { ...relu().traits, host: true } }),
        dense({ units: 2 }),
      ]),
      { host: ['readRows', 'rescale', 'onHost'], body: ['dense'] },
    ],
  ])('%s', (_name, particle, expected) => {
    const { host, body, activation, tail } = stagesOf(particle);
    expect({
      body: names(body),
      ...(host && { host: names(host) }),
      ...(activation && { activation }),
      ...(tail && { tail: names(tail) }),
    }).toEqual(expected);
  });

  test.each<[string, AnyParticle]>([
    ['a leaf', dense({ units: 2 })],
    ['a renamed chain', rename('mine', compose(dense({ units: 2 })).to(softmax()))],
    ['a chain of an activation alone', chain([softmax()])],
    ['a chain on the host alone', chain([readRows()])],
  ])('%s is all body', (_name, particle) => {
    expect(stagesOf(particle)).toEqual({ body: particle });
  });

  test('what crosses into the body comes in and out by name, whoever takes it', () => {
    const onHost = (name: string) =>
      any({ ...relu({ name }), traits: { ...relu().traits, host: true } });
    const marksOnHost = any({ ...marks(), traits: { ...marks().traits, host: true } });
    const whole = chain([
      input({ shape: ['batch', 4], dtype: 'float32', range: [-1, 1] }),
      marksOnHost,
      onHost('clean'),
      dense({ units: 4 }),
      masked(),
      dense({ units: 4 }),
      masked(),
    ]);
    const { host, body } = stagesOf(whole);
    expect(names(host)).toEqual(['input', 'marks', 'clean', 'leave']);
    expect(names(body)).toEqual(['enter', 'dense', 'masked', 'dense_1', 'masked_1']);
    expect(host?.output).toMatchObject({
      y: { shape: ['batch', 4] },
      mask: { shape: ['batch', 4] },
    });
    expect(Object.keys(body.input)).toEqual(['x', 'mask']);
    expect(Object.keys(body.params)).toEqual(Object.keys(whole.params));
    const direct = chain([marksOnHost, dense({ units: 4 }), masked()]);
    expect(names(stagesOf(direct).host)).toEqual(['marks']);
    const onlyFirst = chain([marksOnHost, masked(), dense({ units: 4 })]);
    expect(names(stagesOf(onlyFirst).body)).toEqual(['masked', 'dense']);
  });

  test('paths of weights, and random numbers, in the parts are those in the whole', () => {
    const onHost = any({ ...relu({ name: 'onHost' }), traits: { ...relu().traits, host: true } });
    const whole = chain([
      input({ shape: ['batch', 3], dtype: 'float32' }),
      dense({ units: 3 }),
      onHost,
      dense({ units: 4 }),
      dropout(0.5),
      dense({ units: 2 }),
    ]);
    const { host, body } = stagesOf(whole);
    expect([...Object.keys(host?.params ?? {}), ...Object.keys(body.params)]).toEqual(
      Object.keys(whole.params),
    );
  });
});

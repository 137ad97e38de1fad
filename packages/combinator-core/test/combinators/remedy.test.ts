import { chain } from '../../src/combinators/chain.ts';
import type { Adapter } from '../../src/combinators/remedy.ts';
import { add } from '../../src/combinators/merge.ts';
import { dense, flatten, input, rescale, softmax } from '../../src/elementary/index.ts';
import type { Spec } from '../../src/contract/spec.ts';
import { isParticleError, type ParticleError } from '../../src/errors.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { any, stub } from '../support/cases.ts';

const pixels = {
  shape: ['batch', 28, 28, 1],
  dtype: 'float32',
  range: [0, 255],
  meaning: 'image',
} as const;
const gives = (spec: Spec): AnyParticle => any(stub('a', spec, spec));
const takes = (spec: Spec): AnyParticle => any(stub('b', spec, { shape: [] }));

function refusal(steps: readonly AnyParticle[], adapters?: readonly Adapter[]): ParticleError {
  try {
    chain(steps, adapters && { adapters });
  } catch (error) {
    if (isParticleError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a remedy is suggested', () => {
  test.each<[string, Spec, Spec, string]>([
    [
      'axes that have to be laid out',
      pixels,
      { shape: ['b', 784], dtype: 'float32' },
      '`flatten()`',
    ],
    [
      'bytes where fractions are needed',
      pixels,
      { ...pixels, range: [0, 1] },
      '`rescale(1 / 255)`',
    ],
    [
      'fractions where bytes are needed',
      { ...pixels, range: [0, 1] },
      pixels,
      '`rescale({ from: [0, 1], to: [0, 255] })`',
    ],
    [
      'another centre',
      pixels,
      { ...pixels, range: [-1, 1] },
      '`rescale({ from: [0, 255], to: [-1, 1] })`',
    ],
    [
      'whole numbers',
      { shape: ['batch', 3], dtype: 'int32' },
      { shape: ['b', 3], dtype: 'float32' },
      "`cast('float32')`",
    ],
    [
      'another size',
      { ...pixels, shape: ['batch', 32, 48, 1] },
      { ...pixels, shape: ['b', 28, 28, 1] },
      '`resize({ size: [28, 28] })`',
    ],
    [
      'colours where gray is needed',
      { ...pixels, shape: ['batch', 28, 28, 3] },
      pixels,
      '`grayscale()`',
    ],
    [
      'logits where probabilities are needed',
      { shape: ['batch', 3], dtype: 'float32', meaning: 'logits' },
      { shape: ['b', 3], dtype: 'float32', meaning: 'probabilities' },
      '`softmax()`',
    ],
    [
      'files where an image is needed',
      { value: 'bytes' },
      { shape: ['h', 'w', 3], dtype: 'float32' },
      '`decodeImage()`',
    ],
    [
      'a list of files',
      { value: 'bytes', shape: ['batch'] },
      { shape: ['b', 'h', 'w', 3], dtype: 'float32' },
      '`perItem(decodeImage())`',
    ],
    [
      'two after each other: size and scale',
      { ...pixels, shape: ['batch', 32, 32, 1] },
      { ...pixels, range: [0, 1] },
      '`rescale(1 / 255)`, then `resize({ size: [28, 28] })`',
    ],
    [
      'two after each other: axes and dtype',
      { shape: ['batch', 4, 5], dtype: 'int32' },
      { shape: ['b', 20], dtype: 'float32' },
      "`flatten()`, then `cast('float32')`",
    ],
    [
      'bytes as whole numbers',
      { ...pixels, dtype: 'int32' },
      { ...pixels, range: [0, 1] },
      '`rescale(1 / 255)`',
    ],
  ])('%s', (_name, has, needs, calls) => {
    expect(refusal([gives(has), takes(needs)]).remedy).toBe(`insert ${calls} between 'a' and 'b'`);
  });

  test('and is the way out: with it the connection fits', () => {
    const dense784 = takes({ shape: ['b', 784], dtype: 'float32' });
    expect(() => chain([gives(pixels), flatten(), dense784])).not.toThrow();
    const unit = takes({ ...pixels, range: [0, 1] });
    expect(() => chain([gives(pixels), rescale(1 / 255), unit])).not.toThrow();
    const sure = takes({ shape: ['b', 3], dtype: 'float32', meaning: 'probabilities' });
    const logits = gives({ shape: ['batch', 3], dtype: 'float32', meaning: 'logits' });
    expect(() => chain([logits, softmax(), sure])).not.toThrow();
  });

  test('for the port that does not fit', () => {
    const pair = any({
      ...stub('pair', { shape: [] }, { shape: [] }),
      output: {
        a: { shape: ['batch', 8], dtype: 'float32' },
        b: { shape: ['batch', 8], dtype: 'int32' },
      },
      input: {},
    });
    expect(refusal([pair, any(add())]).remedy).toBe(
      "insert `cast('float32')` between 'pair' and 'add'",
    );
  });

  test('by adapters of other packages as well, which come first', () => {
    const squeeze: Adapter = () => [
      {
        call: 'squeeze()',
        contract: {
          input: { x: { shape: ['...lead', 1] } },
          output: { y: { shape: ['...lead'], like: 'x' } },
          where: [],
        },
      },
    ];
    const steps = [gives(pixels), takes({ shape: ['b', 28, 28], dtype: 'float32' })];
    expect(refusal(steps).remedy).toBeUndefined();
    expect(refusal(steps, [squeeze]).remedy).toBe("insert `squeeze()` between 'a' and 'b'");
    const flat = [
      gives({ shape: ['batch', 5, 1], dtype: 'float32' }),
      takes({ shape: ['b', 5], dtype: 'float32' }),
    ];
    expect(refusal(flat, [squeeze]).remedy).toBe("insert `squeeze()` between 'a' and 'b'");
  });
});

describe('no remedy is suggested', () => {
  test.each<[string, Spec, Spec]>([
    [
      'where none helps',
      { shape: ['batch', 5], dtype: 'float32' },
      { shape: ['b', 6], dtype: 'float32' },
    ],
    [
      'where the range is not known',
      { shape: ['batch'], dtype: 'float32' },
      { shape: ['b'], dtype: 'float32', range: [0, 1] },
    ],
    [
      'where meanings have nothing to do with each other',
      { shape: ['batch'], dtype: 'float32', meaning: 'tokens' },
      { shape: ['b'], dtype: 'float32', meaning: 'image' },
    ],
    ['for texts', { value: 'text' }, { shape: ['b'], dtype: 'float32' }],
  ])('%s', (_name, has, needs) => {
    expect(refusal([gives(has), takes(needs)]).remedy).toBeUndefined();
  });
});

test('nothing is ever inserted', () => {
  const whole = chain([gives(pixels), flatten(), dense({ units: 2 })]);
  expect(whole.children.map(({ name }) => name)).toEqual(['a', 'flatten', 'dense']);
  expect(() =>
    chain([input({ shape: ['batch', 3], dtype: 'int32' }), dense({ units: 2 })]),
  ).toThrow(/dtype: needs float32, got int32/);
});

test('the long form has all there is to know, the summary is one line', () => {
  const error = refusal([gives(pixels), takes({ ...pixels, range: [0, 1] })]);
  expect(error.code).toBe('range-mismatch');
  expect(error.path).toBe('b');
  expect(error.message).toBe(
    [
      "b: 'a' -> 'b' port 'x', range: needs [0, 1], got [0, 255] (has [batch, 28, 28, 1] float32; 'b' takes [batch, 28, 28, 1] float32)",
      '  expected: [batch, 28, 28, 1] float32, range [0, 1], image',
      '  found:    [batch, 28, 28, 1] float32, range [0, 255], image',
      "  remedy:   insert `rescale(1 / 255)` between 'a' and 'b' [range-mismatch]",
    ].join('\n'),
  );
  expect(error.summary).not.toContain('\n');
});

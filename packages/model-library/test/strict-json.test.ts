import fc from 'fast-check';
import { isParticleError, type ErrorCode, type Json } from '@sora-particles/combinator-core';
import { parseStrictJson } from '@sora-particles/model-library';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): Json => parseStrictJson(bytesOf(text), 'test.json');

function codeOf(action: () => unknown): ErrorCode | 'nothing' {
  try {
    action();
  } catch (error) {
    if (!isParticleError(error)) throw error;
    return error.code;
  }
  return 'nothing';
}

const safeJson = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !/"(?:__[^"]*__|constructor|prototype)":/.test(JSON.stringify(value)))
  // Minus zero is the one number that JSON.stringify changes.
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('strict JSON', () => {
  test('reads what JSON.stringify writes, with and without spaces', () => {
    fc.assert(
      fc.property(safeJson, fc.constantFrom(0, 1, '\t'), (value, space) => {
        expect(parse(JSON.stringify(value, undefined, space))).toEqual(value);
      }),
    );
  });

  test('agrees with JSON.parse on what is no JSON at all', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...'{}[]",:-+.019eEnultrf\\ \n'.split('')),
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, (text) => {
        const reference = codeOf(() => {
          try {
            JSON.parse(text);
          } catch {
            parse(text);
            throw new Error(`accepted ${text}`);
          }
        });
        expect(['nothing', 'artefact-invalid']).toContain(reference);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['a duplicate key', '{"a":1,"a":1}'],
    ['a duplicate key, once escaped', '{"a":1,"\\u0061":1}'],
    ['__proto__', '{"__proto__":{"polluted":true}}'],
    ['__proto__, escaped', '{"\\u005f_proto__":1}'],
    ['__defineGetter__', '{"__defineGetter__":1}'],
    ['constructor', '{"x":{"constructor":{"prototype":{}}}}'],
    ['prototype', '[{"prototype":1}]'],
    ['infinity by overflow', '[1e400]'],
    ['minus infinity by overflow', '-1e400'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['hexadecimal', '0x10'],
    ['a leading zero', '01'],
    ['a leading plus', '+1'],
    ['a trailing point', '1.'],
    ['a number of a thousand digits', '1'.repeat(1000)],
    ['a trailing comma in an array', '[1,]'],
    ['a trailing comma in an object', '{"a":1,}'],
    ['a comment', '/* */ 1'],
    ['single quotes', "{'a':1}"],
    ['a bare key', '{a:1}'],
    ['two values', '1 2'],
    ['nothing', ''],
    ['only spaces', '  \n'],
    ['a byte order mark', '\ufeff1'],
    ['a raw line end in a string', '"a\nb"'],
    ['a raw zero in a string', '"a\u0000b"'],
    ['an unknown escape', '"\\x41"'],
    ['a short escape', '"\\u12"'],
    ['half a surrogate pair', '"\\ud800"'],
    ['the halves in the wrong order', '"\\udc00\\ud800"'],
    ['a string without end', '"abc'],
    ['a backslash at the end', '"abc\\'],
    ['a no-break space', '\u00a01'],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => parse(text))).toBe('artefact-invalid');
  });

  test.each([
    ['overlong', [0x22, 0xc0, 0xaf, 0x22]],
    ['cut off', [0x22, 0xe2, 0x82]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ])('refuses bytes that are not UTF-8: %s', (_, bytes) => {
    expect(codeOf(() => parseStrictJson(Uint8Array.from(bytes), 'x'))).toBe('artefact-invalid');
  });

  test('accepts whole surrogate pairs, escaped or not', () => {
    expect(parse('["\\ud83d\\ude00","😀"]')).toEqual(['😀', '😀']);
  });

  test.each([
    ['depth', 17, (n: number) => '['.repeat(n) + ']'.repeat(n)],
    ['values', 10_001, (n: number) => `[${'0,'.repeat(n - 2)}0]`],
    ['bytes', 1 << 20, (n: number) => `"${'x'.repeat(n - 1)}"`],
    ['characters of a key', 513, (n: number) => `{"${'k'.repeat(n)}":0}`],
  ] as const)('limits %s: one less than %d passes', (_, first, make) => {
    expect(codeOf(() => parse(make(first)))).toBe('artefact-too-large');
    expect(codeOf(() => parse(make(first - 1)))).toBe('nothing');
  });

  test.each(['[', '{"a":', '[{"a":', '[[],', '{"a":{},"b":'])(
    'refuses 100,000 nested %s in less than 10 ms and does not overflow the stack',
    (opening) => {
      const bytes = bytesOf(opening.repeat(100_000));
      const limits = { maxBytes: 1 << 21, maxDepth: 16, maxNodes: 10_000, maxKeyLength: 512 };
      parseStrictJson(bytesOf('[]'), 'warm-up');
      const begin = performance.now();
      expect(codeOf(() => parseStrictJson(bytes, 'deep', limits))).toBe('artefact-too-large');
      expect(performance.now() - begin).toBeLessThan(10);
    },
  );

  test('leaves the prototypes of all objects as they were, and gives plain objects', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      for (const text of [`{"${key}":{"polluted":1}}`, `[{"a":{"${key}":{"polluted":1}}}]`]) {
        expect(codeOf(() => parse(text))).toBe('artefact-invalid');
      }
    }
    expect('polluted' in {}).toBe(false);
    expect(Object.getPrototypeOf(parse('{"hasOwnProperty":1}'))).toBe(Object.prototype);
  });

  test('names the document and the place', () => {
    expect(() => parse('{"a":1,\n"a":2}')).toThrow(
      'test.json: not strict JSON: the key "a" for the second time at character 11',
    );
  });
});

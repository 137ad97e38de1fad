import fc from 'fast-check';
import { canonicalJson } from '../src/json/canonical-json.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

describe('canonical JSON', () => {
  test('is JSON of an equal value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('does not depend on the order in which keys were added', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(record));
      }),
    );
  });

  test.each([
    [{ b: [1, 'x', null], a: true }, '{"a":true,"b":[1,"x",null]}'],
    [{ b: undefined, a: -0 }, '{"a":0}'],
    // Published examples of RFC 8785, section 3.2.3 and appendix B.
    [{ '\u20ac': 1, '\r': 2, '1': 3, '\u0080': 4 }, '{"\\r":2,"1":3,"\u0080":4,"€":1}'],
    [[333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], '[333333333.3333333,1e+30,4.5,0.002,1e-27]'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test.each([NaN, Infinity, undefined, () => 1, 1n, Symbol('x')])('refuses %p', (value) => {
    expect(() => canonicalJson([value])).toThrow('[artefact-invalid]');
  });

  test('refuses a value that doubles at every level instead of writing it out', () => {
    let dim: unknown = 'height';
    for (let level = 0; level < 64; level++) dim = ['add', dim, dim];
    expect(() => canonicalJson(dim)).toThrow('[artefact-too-large]');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { isParticleError } from '@sora-particles/combinator-core';
import fc from 'fast-check';
import { namesOf } from '../src/names.ts';

const refusal = (name: string): string => {
  try {
    namesOf(name);
  } catch (error) {
    if (isParticleError(error, 'name-invalid')) return error.summary;
  }
  return 'accepted, or another error';
};

test.each([
  ['soft-clip', 'soft-clip', 'soft-clip', 'softClip', 'SoftClip'],
  ['@acme/soft-clip', 'soft-clip', 'soft-clip', 'softClip', 'SoftClip'],
  ['sora-particle-tint', 'tint', 'tint', 'tint', 'Tint'],
  ['sora-tint', 'tint', 'tint', 'tint', 'Tint'],
  ['soft--clip-2-', 'soft--clip-2-', 'soft-clip-2', 'softClip2', 'SoftClip2'],
  ['sora--', 'sora--', 'sora', 'sora', 'Sora'],
  ['3d-blur', '3d-blur', '3d-blur', 'particle3dBlur', 'Particle3dBlur'],
  ['class', 'class', 'class-particle', 'classParticle', 'ClassParticle'],
  ['@acme/index', 'index', 'index-particle', 'indexParticle', 'IndexParticle'],
  ['@acme/mul', 'mul', 'mul-particle', 'mulParticle', 'MulParticle'],
])('%s', (name, short, file, factory, type) => {
  expect(namesOf(name)).toEqual({ package: name, short, file, factory, type });
});

// The rules of https://docs.npmjs.com/cli/configuring-npm/package-json#name, and attempts to get around them.
test.each([
  ['', 'it is empty'],
  ['Blur', 'not allowed'],
  ['_blur', 'not allowed'],
  ['.blur', 'not allowed'],
  ['-rf', 'not allowed'],
  ['blur ', 'not allowed'],
  ['blür', 'not allowed'],
  ['a/b', 'a slash'],
  ['@acme', 'a slash'],
  ['@acme/a/b', 'a slash'],
  ['@/blur', 'not allowed'],
  ['@acme/', 'not allowed'],
  ['..', 'not allowed'],
  ['../blur', 'a slash'],
  ['@acme/..', 'not allowed'],
  ['@../blur', 'not allowed'],
  ['/etc/passwd', 'a slash'],
  ['a\\b', 'not allowed'],
  ['a\nb', 'not allowed'],
  ['a\0b', 'not allowed'],
  ['$(touch x)', 'not allowed'],
  ['`id`', 'not allowed'],
  ["a'b", 'not allowed'],
  ['a"b', 'not allowed'],
  ['{{tensorflow}}', 'not allowed'],
  ['__proto__', 'not allowed'],
  ['soft.clip', 'not allowed'],
  ['soft_clip', 'not allowed'],
  ['node_modules', 'not allowed'],
  ['fs', 'belongs to Node'],
  ['nul', 'Windows'],
  ['@acme/com1', 'Windows'],
  ['a'.repeat(91), 'longer than 90'],
])('%j is refused', (name, why) => {
  expect(refusal(name)).toContain(why);
});

test('what is accepted makes an identifier, a file name and a kind', () => {
  const character = fc.constantFrom(...Array.from('abyz019-'));
  const name = fc.string({ unit: character, minLength: 1, maxLength: 45 });
  const scoped = fc.tuple(fc.boolean(), name, name).map(([is, a, b]) => (is ? `@${a}/${b}` : b));
  fc.assert(
    fc.property(scoped, (text) => {
      let names;
      try {
        names = namesOf(text);
      } catch (error) {
        return isParticleError(error, 'name-invalid');
      }
      expect(names.factory).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(() => new Script(`'use strict'; const ${names.factory} = 1;`)).not.toThrow();
      expect(names.type).toMatch(/^[A-Z][A-Za-z0-9]*$/);
      expect(names.file).toMatch(/^[a-z0-9][a-z0-9-]*$/);
      // The pattern of defineParticle, and what `sora` reads of one.
      const kind = `${names.package}/${names.factory}@1`;
      expect(kind).toMatch(/^(?:@[a-z0-9-]+\/)?[a-z0-9-]+\/[a-zA-Z0-9-]+@\d+$/);
      expect(kind.length).toBeLessThanOrEqual(200);
      return true;
    }),
  );
});

test('no name that the files of the template import is given to a factory', () => {
  const folder = join(__dirname, '../templates/particle');
  const files = ['src', 'test'].flatMap((part) =>
    readdirSync(join(folder, part)).map((name) => join(folder, part, name)),
  );
  const imported = files
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^import ([^']*) from/gm)])
    .flatMap(([, clause = '']) => clause.match(/[A-Za-z_]\w*/g) ?? [])
    .filter((word) => !['as', 'type'].includes(word) && !word.startsWith('template'));
  expect(imported.length).toBeGreaterThan(20);
  const asPackage = (word: string) =>
    word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const factories = imported
    .filter((word) => /^[a-z]/.test(word))
    .map((word) => namesOf(`@acme/${asPackage(word)}`).factory);
  expect(factories.filter((name) => imported.includes(name))).toEqual([]);
});

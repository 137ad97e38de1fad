import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('every error code has an entry in the guide, and every entry a code', () => {
  const source = read('packages/combinator-core/src/errors.ts');
  const union = source.slice(source.indexOf('ErrorCode ='), source.indexOf(';'));
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);
  const guide = read('docs/guides/errors.md');
  const entries = [...guide.matchAll(/^### (.+)$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(50);
  expect(entries).toEqual(codes);
});

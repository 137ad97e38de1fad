import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as names from '../src/index.ts';

test('exports these names', () => {
  assert.deepEqual(Object.keys(names).sort(), ['templatePackageKinds', 'templateParticle'].sort());
});

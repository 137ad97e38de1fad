import { resolve } from 'node:path';
import { type Bump, bumped, bumpProblems, expectedBumps } from '../bumps.ts';
import { manifests, published } from '../workspace.ts';
import { byName, manifest } from './manifest.ts';

const core = manifest('core');
const family = manifest('family', { peerDependencies: { core: '^1.0.0' } });
const engine = manifest('engine', { peerDependencies: { core: '^1.0.0' } });
const backend = manifest('backend', {
  dependencies: { engine: '^1.0.0' },
  peerDependencies: { core: '^1.0.0' },
});
const facade = manifest('facade', { dependencies: { backend: '^1.0.0' } });
const example = manifest('example', { private: true, dependencies: { core: '^1.0.0' } });
const all = byName(core, family, engine, backend, facade, example);

test.each([
  ['patch', '1.2.4'],
  ['minor', '1.3.0'],
  ['major', '2.0.0'],
] as const)('a %s version', (bump, version) => {
  expect(bumped('1.2.3', bump)).toBe(version);
});

test.each([
  ['core', 'patch', { core: 'patch' }],
  ['core', 'minor', { core: 'minor' }],
  [
    'core',
    'major',
    { core: 'major', family: 'major', engine: 'major', backend: 'major', facade: 'patch' },
  ],
  ['family', 'major', { family: 'major' }],
  ['engine', 'minor', { engine: 'minor' }],
  ['engine', 'major', { engine: 'major', backend: 'patch' }],
] as const)('%s %s', (name, bump, expected) => {
  expect(Object.fromEntries(expectedBumps(all, name, bump))).toEqual(expected);
});

test('tells what was bumped too much, too little, or lost', () => {
  const expected = new Map<string, Bump>([
    ['core', 'minor'],
    ['engine', 'patch'],
  ]);
  const after = byName(
    manifest('core', { version: '1.3.0' }),
    manifest('family', { version: '1.2.4' }),
    manifest('engine'),
    manifest('facade'),
    manifest('example'),
  );
  expect(bumpProblems(all, after, expected)).toEqual([
    'family: 1.2.3 became 1.2.4, not 1.2.3',
    'engine: 1.2.3 became 1.2.3, not 1.2.4',
    'backend: 1.2.3 became nothing, not 1.2.3',
  ]);
});

// If this fails, a range was written that is not a caret, and expectedBumps must learn it.
test('the ranges between our packages are carets of a major version', () => {
  const workspace = manifests(resolve(__dirname, '../../..'));
  const ours = published(workspace);
  expect(ours).toContain('@sora-particles/combinator-core');
  for (const { name, dependencies, peerDependencies } of workspace.values()) {
    for (const [other, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (ours.includes(other))
        expect([name, other, range]).toEqual([
          name,
          other,
          expect.stringMatching(/^\^[1-9]\d*\.\d+\.\d+$/),
        ]);
    }
  }
});

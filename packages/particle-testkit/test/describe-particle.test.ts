import '@tensorflow/tfjs-backend-cpu';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import { describeParticle, type Fixture } from '@sora-particles/particle-testkit';
import { denseKind } from './support/elementary.ts';

describeParticle(dense, [
  { options: { units: 3 } },
  { options: { units: 2, name: 'head' }, bindings: { in: 5 }, title: 'dense of five' },
]);

/** What is registered, and the tests. */
function registered(act: (runner: object) => void) {
  const groups: string[] = [];
  const runs = new Map<string, () => Promise<void>>();
  act({
    describe: (name: string, tests: () => void) => {
      groups.push(name);
      tests();
    },
    test: (name: string, run: () => Promise<void>) => runs.set(`${groups.at(-1)!} ${name}`, run),
  });
  return { groups, runs };
}

function errorOf(act: () => unknown): ParticleError {
  try {
    act();
  } catch (error) {
    if (error instanceof ParticleError) return error;
  }
  throw new RangeError('no ParticleError');
}

describe('describeParticle()', () => {
  test('makes a group for each fixture, with what it states', async () => {
    const fixtures: Fixture<{ units: number }>[] = [
      { options: { units: 3 } },
      { options: { units: 2 }, title: 'two', except: { gradient: 'a reason' } },
    ];
    const { groups, runs } = registered((runner) => {
      describeParticle(dense, fixtures, runner);
    });
    expect(groups).toEqual(['package', 'combinator-core/dense@1', 'two']);
    const gradient = 'has the gradients that finite differences give';
    expect(runs.has(`combinator-core/dense@1 ${gradient}`)).toBe(true);
    expect(runs.has(`two ${gradient}`)).toBe(false);
    await expect(runs.get('package has an example of every kind')?.()).resolves.toBeUndefined();
  });

  test('takes a kind, and the name among the options', () => {
    const { groups } = registered((runner) => {
      describeParticle(denseKind, [{ options: { units: 3, name: 'head' } }], runner);
    });
    expect(groups).toEqual(['package', "combinator-core/dense@1 'head'"]);
  });

  test('tells which options the factory refuses', () => {
    const error = errorOf(() => {
      describeParticle(dense, [{ options: { units: 1 } }, { options: { units: -1 } }]);
    });
    expect(error.code).toBe('option-invalid');
    expect(error.message).toMatch(/fixtures\[1\][^]*units/);
  });

  test('refuses no fixtures', () => {
    expect(
      errorOf(() => {
        describeParticle(dense, []);
      }).code,
    ).toBe('option-invalid');
  });

  test('registers with node:test where there are no globals', () => {
    const { JEST_WORKER_ID: _jest, NODE_OPTIONS: _options, ...env } = process.env;
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        ...['--conditions=@sora-particles/source', '--import', 'tsx', '--test'],
        ...['--test-reporter', 'tap', resolve(__dirname, 'children/node-test.ts')],
      ],
      { env, encoding: 'utf8' },
    );
    expect(stdout).toMatch(/ok \d+ - combinator-core\/relu@1/);
    expect(stdout).toMatch(/ok \d+ - leaves no tensor behind/);
    expect(stdout).toMatch(/not ok \d+ - gives what its contract promises/);
    expect(stdout).toMatch(/conformance-failed/);
    expect(stdout).toMatch(/# fail 1\n/);
    expect(status).toBe(1);
  }, 60_000);
});

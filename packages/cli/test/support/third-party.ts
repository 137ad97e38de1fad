import type { Project } from './project.ts';

/**
 * A package of particles as a third party publishes it, in plain JavaScript: `gain`, which multiplies.
 * Loading it leaves a file `loaded-<name>` in the project, so that a test sees whether it was.
 */
export function installGain(project: Project, name = 'my-particles', more: object = {}): string {
  const at = `node_modules/${name}`;
  project.write(`${at}/package.json`, {
    name,
    version: '1.2.3',
    description: 'Gains.',
    main: './index.js',
    ...more,
  });
  project.write(
    `${at}/index.js`,
    `const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const core = require(${JSON.stringify(require.resolve('@sora-particles/combinator-core'))});
writeFileSync(join(__dirname, ${JSON.stringify(name.includes('/') ? '../../..' : '../..')}, 'loaded-${name.replace('/', '+')}'), '');
exports.gainKinds = [core.leafKind('my-particles/gain@1', gain)];
function gain(options) {
  core.checkOptions('gain', options, {
    start: core.optional(core.is.positive),
    mode: core.optional(core.is.oneOf('soft', 'hard')),
    units: core.is.positiveInteger,
    name: core.optional(core.is.string),
  });
  const { start = 1, mode = 'soft', units, name = 'gain' } = options;
  return core.defineParticle({
    kind: 'my-particles/gain@1',
    name,
    config: { start, mode, units },
    input: { x: { shape: ['batch', units], dtype: 'float32' } },
    output: { y: { shape: ['batch', units], dtype: 'float32' } },
    params: { gain: { shape: [units], initializer: { type: 'constant', value: start } } },
    flops: ['mul', 'batch', units],
    run: (context, { x }, { gain }) => ({ outputs: { y: core.is } }),
  });
}
`,
  );
  project.write(
    `${at}/src/gain.ts`,
    `/**
 * Multiplies each feature by a weight of its own. More about it follows.
 */
export function gain() {}
`,
  );
  project.write(`${at}/particle.examples.json`, [
    { kind: 'my-particles/gain@1', options: { units: 3 } },
    { kind: 'my-particles/gain@1', options: { units: 4, mode: 'hard' } },
  ]);
  return at;
}

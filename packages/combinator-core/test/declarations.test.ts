import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

const program = `
import { add, branch, compose, freeze, graph, parallel, perItem, rename, repeat, residual, scan } from '@sora-particles/combinator-core';
import { concatenate, dense, flatten, identity, input, relu, reshape, rescale, softmax } from '@sora-particles/combinator-core/elementary';

const pixels = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 255], meaning: 'image' });
export const short = compose(pixels).to(flatten()).to(dense({ units: 10 }));
export const long = compose(pixels)
  .to(rescale({ from: [0, 255], to: [0, 1] }))
  .to(flatten())
  ${'.to(dense({ units: 64 })).to(relu())'.repeat(20)}
  .to(dense({ units: 10, meaning: 'logits' }))
  .to(softmax());
export const open = compose(relu()).to(reshape({ shape: [7, -1] })).to(dense({ units: 3 }));
export const forked = compose(pixels)
  .to(flatten())
  .to(branch({ deep: residual(dense({ units: 784 })), wide: repeat(dense({ units: 8 }), 3) }))
  .to(concatenate({ inputs: ['deep', 'wide'] }));
export const wired = graph({ x: { shape: ['batch', 8], dtype: 'float32' } })
  .node('hidden', dense({ units: 8 }), { x: 'x' })
  .node('sum', add(), { a: 'hidden', b: 'x' })
  .output({ y: 'sum' });
export const sided = parallel({ left: compose(dense({ units: 8 })).to(relu()), right: rescale(2) });
export const timed = compose(input({ shape: ['batch', 7, 3], dtype: 'float32' })).to(scan(dense({ units: 8 })));
export const each = perItem(compose(relu()).to(dense({ units: 8 })));
export const named = freeze(rename('head', compose(dense({ units: 8 })).to(softmax())));
export const scaled = compose(identity()).to(rescale(1 / 255)).to(rescale({ from: [0, 1], to: [-1, 1] }));
`;

/** The declaration that TypeScript 7 writes for each exported name of the program. */
function declarations(): Readonly<Record<string, string>> {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'declarations-'));
  try {
    writeFileSync(join(folder, 'program.ts'), program);
    const compilerOptions = {
      declaration: true,
      emitDeclarationOnly: true,
      allowImportingTsExtensions: true,
      rootDir: '../..',
      outDir: 'out',
    };
    const options = { extends: '../../tsconfig.base.json', compilerOptions, files: ['program.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    const errors = stdout.split('\n').filter((line) => line.includes('program.ts'));
    expect(errors).toEqual([]);
    const file = join(folder, 'out', folder.slice(root.length), 'program.d.ts');
    const text = readFileSync(file, 'utf8');
    const [, ...parts] = text.split(/^export declare const /m);
    return Object.fromEntries(
      parts.map((part) => [part.slice(0, part.indexOf(':')), part.replace(/\s+/g, ' ').trim()]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the declaration of a composition', () => {
  const all = declarations();
  /** The types that it may name, which everybody can import: what they hold is written out. */
  const allowed = /\b(?:Chain|Frozen|Particle|Renamed)</g;

  test('says what goes in and comes out, in full', () => {
    expect(all['short']).toContain('readonly shape: readonly ["batch", 28, 28, 1];');
    expect(all['short']).toContain('readonly shape: readonly ["batch", 10];');
    expect(all['open']).toContain('readonly shape: readonly ["batch", 7, 3];');
    expect(all['forked']).toContain('readonly shape: readonly ["batch", 792];');
    expect(all['wired']).toContain('readonly shape: readonly ["batch", 8];');
  });

  test.each(Object.keys(all))('of %s names no helper that would have to be worked out', (name) => {
    const text = (all[name] ?? '').replaceAll(/import\("[^"]*"\)\./g, '').replace(allowed, '');
    expect(text.match(/\b[A-Z]\w*</g)).toBeNull();
  });

  test.each(Object.keys(all))('of %s is short, however many steps there are', (name) => {
    expect((all[name] ?? '').replaceAll(/import\("[^"]*"\)\./g, '').length).toBeLessThan(600);
  });
});

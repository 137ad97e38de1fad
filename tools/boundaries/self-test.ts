/**
 * Proves that the lint rules of this repository catch what they are there to catch: each case below is
 * a mistake that ESLint, or dependency-cruiser, or both must report.
 */
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser';
import { ESLint } from 'eslint';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import tseslint from 'typescript-eslint';
import cruiserConfig from '../../.dependency-cruiser.mjs';

type Case = [file: string, source: string, rule: string];

const inParticle = 'packages/conv-recognizer/src/forbidden.ts';
const lintCases: Case[] = [
  [inParticle, "import '@sora-particles/optimizer';", 'no-restricted-imports'],
  [inParticle, "import '@sora-particles/combinator-core/src/errors.ts';", 'no-restricted-imports'],
  [inParticle, "import '../../optimizer/src/index.ts';", 'no-restricted-imports'],
  [inParticle, "import '@sora-particles/particle-testkit';", 'no-restricted-imports'],
  [inParticle, "import '@tensorflow/tfjs-backend-cpu';", 'no-restricted-imports'],
  [inParticle, "import '@tensorflow/tfjs-core/dist/engine';", 'no-restricted-imports'],
  [inParticle, 'export const x = Math.random();', 'no-restricted-properties'],
  [inParticle, 'export const x = Date.now();', 'no-restricted-properties'],
  [inParticle, 'export const x = new Date();', 'no-restricted-syntax'],
  [inParticle, "throw new Error('x');", 'no-restricted-syntax'],
  [inParticle, "export const x = Promise.reject(new TypeError('x'));", 'no-restricted-syntax'],
  [inParticle, 'export const x = 1 as any;', '@typescript-eslint/no-explicit-any'],
  [
    inParticle,
    'export const x = 1 as any; // eslint-disable-line @typescript-eslint/no-explicit-any',
    '@eslint-community/eslint-comments/require-description',
  ],
  [
    'packages/conv-recognizer/test/x.test.ts',
    "import '@sora-particles/optimizer';",
    'no-restricted-imports',
  ],
  [
    'packages/combinator-core/src/contract/x.ts',
    "import '@tensorflow/tfjs-core';",
    'no-restricted-imports',
  ],
  [
    'docs/examples/mnist/src/x.ts',
    "import '@sora-particles/optimizer/dist/x.js';",
    'no-restricted-imports',
  ],
];

const allowedCases: [file: string, source: string][] = [
  [inParticle, "import '@sora-particles/combinator-core/elementary';"],
  [inParticle, "import '@tensorflow/tfjs-core';"],
  ['packages/conv-recognizer/test/x.test.ts', "import '@sora-particles/particle-testkit';"],
  ['packages/conv-recognizer/test/x.test.ts', "import '../src/index.ts';"],
  ['packages/backend/src/x.ts', "import '@sora-particles/wasm-training';"],
];

/** A small workspace: what each file holds, and the rule that this breaks, if any. */
const cruiserFiles: Record<string, { source: string; rule?: string }> = {
  'packages/conv-recognizer/src/allowed.ts': {
    source: "import '@sora-particles/combinator-core';",
  },
  'packages/conv-recognizer/src/by-name.ts': {
    source: "import '@sora-particles/optimizer';",
    rule: 'particle-conv-recognizer',
  },
  'packages/conv-recognizer/src/by-path.ts': {
    source: "import '../../optimizer/src/index.ts';",
    rule: 'particle-conv-recognizer',
  },
  'packages/optimizer/src/backend.ts': {
    source: "import '@tensorflow/tfjs-backend-cpu';",
    rule: 'tensorflow-optimizer',
  },
  'packages/optimizer/src/cycle-a.ts': { source: "import './cycle-b.ts';", rule: 'no-cycle' },
  'packages/optimizer/src/cycle-b.ts': { source: "import './cycle-a.ts';" },
  'packages/combinator-core/src/contract/index.ts': {
    source: "import '../tensor.ts';",
    rule: 'contract-is-pure',
  },
  'packages/combinator-core/src/tensor.ts': { source: "import '@tensorflow/tfjs-core';" },
  'packages/combinator-core/src/index.ts': { source: 'export {};' },
  'packages/optimizer/src/index.ts': { source: 'export {};' },
};

async function checkLint(): Promise<string[]> {
  // The files do not exist, so no type information; the rules tested here need none.
  const withoutTypes = {
    ...tseslint.configs.disableTypeChecked,
    files: ['**/*.ts'],
  } as ESLint.Options['overrideConfig'];
  const eslint = new ESLint({ overrideConfig: withoutTypes });
  const rulesBrokenBy = async (filePath: string, source: string) => {
    const [result] = await eslint.lintText(`${source}\n`, { filePath });
    return result?.messages.map((message) => message.ruleId ?? message.message) ?? [];
  };
  const failures: string[] = [];
  for (const [file, source, rule] of lintCases) {
    const broken = await rulesBrokenBy(file, source);
    if (!broken.includes(rule)) failures.push(`eslint: ${rule} missed in ${file}: ${source}`);
  }
  for (const [file, source] of allowedCases) {
    const broken = await rulesBrokenBy(file, source);
    if (broken.length > 0)
      failures.push(`eslint: ${broken.join(', ')} reported in ${file}: ${source}`);
  }
  return failures;
}

async function checkCruiser(): Promise<string[]> {
  const baseDir = mkdtempSync(join(tmpdir(), 'sora-boundaries-'));
  try {
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(baseDir, file)), { recursive: true });
      writeFileSync(join(baseDir, file), text);
    };
    mkdirSync(join(baseDir, 'node_modules/@sora-particles'), { recursive: true });
    for (const name of ['combinator-core', 'optimizer', 'conv-recognizer']) {
      const exports = { '.': { '@sora-particles/source': './src/index.ts' } };
      write(
        `packages/${name}/package.json`,
        JSON.stringify({ name: `@sora-particles/${name}`, exports }),
      );
      symlinkSync(
        join(baseDir, 'packages', name),
        join(baseDir, 'node_modules/@sora-particles', name),
      );
    }
    for (const name of ['tfjs-core', 'tfjs-backend-cpu']) {
      write(
        `node_modules/@tensorflow/${name}/package.json`,
        JSON.stringify({ name, main: 'index.js' }),
      );
      write(`node_modules/@tensorflow/${name}/index.js`, '');
    }
    for (const [file, { source }] of Object.entries(cruiserFiles)) write(file, source);

    const { forbidden, options } = cruiserConfig as {
      forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
      options: ICruiseOptions;
    };
    const { tsConfig: _, ...rest } = options;
    const { enhancedResolveOptions, ...cruiseOptions } = rest;
    const result = await cruise(
      ['packages'],
      { ...cruiseOptions, baseDir, validate: true, ruleSet: { forbidden } },
      { ...enhancedResolveOptions },
    );
    if (typeof result.output === 'string') return ['dependency-cruiser: gave no result'];
    const found = result.output.summary.violations.map(
      ({ rule, from }) => `${rule.name} in ${from}`,
    );
    const expected = Object.entries(cruiserFiles)
      .filter(([, { rule }]) => rule !== undefined)
      .map(([file, { rule }]) => `${rule ?? ''} in ${file}`);
    return [
      ...expected
        .filter((each) => !found.includes(each))
        .map((each) => `dependency-cruiser: missed ${each}`),
      ...found
        .filter((each) => !expected.includes(each))
        .map((each) => `dependency-cruiser: reported ${each}`),
    ];
  } finally {
    rmSync(baseDir, { recursive: true });
  }
}

const failures = [...(await checkLint()), ...(await checkCruiser())];
for (const failure of failures) console.error(failure);
const checks = lintCases.length + allowedCases.length + Object.keys(cruiserFiles).length;
console.log(
  failures.length === 0 ? `the rules caught all of ${checks} cases` : `${failures.length} failures`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

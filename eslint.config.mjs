import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { packages, testsMayImport } from './tools/boundaries/kinds.mjs';

const anywhere = [
  {
    regex: '^@sora-particles/[^/]+/(src|dist)(/|$)',
    message: 'Import a package by its name: its files are its own business.',
  },
  {
    regex: '^(\\.\\./)+[^./]+/(src|dist)/',
    message: 'Import another package by its name, not by a path into it.',
  },
  {
    regex: '^@tensorflow/[^/]+/dist/',
    message: 'These files cannot be imported from Node ESM: use public names only.',
  },
];

/** The imports that a package's sources (or its tests) may not have, by the kind of the package. */
function boundaries({ name, kind, ours, tensorflow }, more = []) {
  const patterns = [...anywhere];
  if (ours !== undefined) {
    const names = [...ours.filter((other) => other !== name), ...more];
    const except = names.length > 0 ? `(?!(${names.join('|')})(/|$))` : '';
    patterns.push({
      regex: `^@sora-particles/${except}`,
      message: `A package of kind '${kind}' may import of ours only: ${names.join(', ') || 'nothing'}.`,
    });
  }
  if (tensorflow !== undefined && more.length === 0) {
    patterns.push({
      regex: `^@tensorflow/(?!(${tensorflow.join('|')})$)`,
      message: `A package of kind '${kind}' may import of TensorFlow.js only: ${tensorflow.join(', ')}. The application chooses the backend.`,
    });
  }
  return { 'no-restricted-imports': ['error', { patterns }] };
}

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '**/generated/',
    'coverage/',
    '.nx/',
    '.cache/',
    'docs/site/',
    'docs/live/',
    // AssemblyScript: its types are not TypeScript's.
    'packages/*/assembly/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  comments.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      '@eslint-community/eslint-comments/require-description': [
        'error',
        { ignore: ['eslint-enable'] },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `interface Dense extends Particle<...> {}` gives a long type a short name in messages.
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Every type error is expected for a stated reason.
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 5 },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'NewExpression[callee.name=/^(Error|TypeError|RangeError|SyntaxError|AggregateError)$/]',
          message: 'Throw a ParticleError: it has a code, a path, expected, found and a remedy.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The clock is never read: take the time as an argument.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness comes from ctx.seed only.' },
        {
          object: 'Date',
          property: 'now',
          message: 'The clock is never read: take the time as an argument.',
        },
      ],
    },
  },
  {
    // typedoc sees to it that every public name is documented; options are what users read most.
    files: ['packages/*/src/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          enableFixer: false,
          require: { FunctionDeclaration: false },
          contexts: [
            'TSInterfaceDeclaration[id.name=/Options$/] > TSInterfaceBody > TSPropertySignature',
          ],
        },
      ],
    },
  },
  ...packages.flatMap((each) => [
    { files: [`packages/${each.name}/src/**/*.ts`], rules: boundaries(each) },
    {
      files: [`packages/${each.name}/test/**/*.ts`],
      rules: boundaries(each, [...testsMayImport, each.name]),
    },
  ]),
  {
    // The contract is read by programs that have no TensorFlow.js.
    files: ['packages/combinator-core/src/contract/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [...anywhere, { regex: '^(@tensorflow|@sora-particles)/' }] },
      ],
    },
  },
  {
    files: ['docs/examples/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: anywhere }] },
  },
  {
    files: ['**/test/**/*.ts', '**/*.test-d.ts'],
    rules: {
      // A test says what it expects, and a wrong guess fails it: no need to say it twice.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    // The runner of Node awaits its tests by itself.
    files: ['packages/*/templates/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'describe'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['URL', 'console', 'process', '__dirname', 'module', 'require'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);

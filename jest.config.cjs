/**
 * One jest configuration for the whole workspace. Tests run on sources, with
 * no build: the `@sora-particles/source` condition points every package at its
 * `src`. Everything runs as CommonJS, so no experimental flag is needed.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/packages', '<rootDir>/docs/examples', '<rootDir>/tools'],
  testMatch: ['**/test/**/*.test.ts'],
  // Those that need the native backend run with jest.native.config.cjs.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/native/', '/templates/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/'],
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['@sora-particles/source', 'require', 'node', 'default'],
  },
  globalSetup: '<rootDir>/tools/jest/global-setup.cjs',
  setupFiles: ['<rootDir>/tools/jest/setup.cjs'],
  transform: {
    '\\.(?:ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Dependencies that are published as ES modules only.
  transformIgnorePatterns: [
    '/node_modules/(?!(?:@noble/hashes|cac|@clack/[a-z]+|sisteransi|fast-(?:string-(?:truncated-)?width|wrap-ansi))/)',
  ],
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts', '!**/generated/**'],
};

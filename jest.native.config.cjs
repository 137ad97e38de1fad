const shared = require('./jest.config.cjs');

// TensorFlow reads the environment of the process, and jest gives tests a copy of it: so it is set here.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

/**
 * The tests that need the native backend, `@tensorflow/tfjs-node`: all in folders `test/native`.
 * `npm run test:native` sets the backend up and runs them.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...shared,
  testMatch: ['**/test/native/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testEnvironment: '<rootDir>/tools/jest/native-environment.cjs',
  // Some compare with the plain cpu backend, which is slow.
  testTimeout: 120_000,
};

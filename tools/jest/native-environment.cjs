const { TestEnvironment } = require('jest-environment-node');

/**
 * Gives tests the typed arrays of the process instead of a set of their own: native code makes those of
 * the process, and `instanceof` must hold in a test as it does in a program.
 */
module.exports = class NativeEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Float32Array, Float64Array, Int32Array, Uint32Array });
  }
};

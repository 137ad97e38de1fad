const { execFileSync } = require('node:child_process');
const { resolve } = require('node:path');

/** Runs once before all tests: makes the build product that sources import, unless it is up to date. */
module.exports = () => {
  const build = resolve(__dirname, '../gradients/build.ts');
  execFileSync(process.execPath, ['--import', 'tsx', build], { stdio: 'inherit' });
};

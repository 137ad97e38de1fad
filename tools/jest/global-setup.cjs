const { execSync } = require('node:child_process');
const { resolve } = require('node:path');

/** Runs once before all tests: makes the build products that sources import, unless they are up to date. */
module.exports = () => {
  execSync('npm run generate --silent', { cwd: resolve(__dirname, '../..'), stdio: 'inherit' });
};

// node webpack.cjs <folder of webpack> <entry> <folder of the output>
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , tools, entry, path] = process.argv;
const webpack = createRequire(join(tools, 'package.json'))('webpack');

webpack({ mode: 'production', entry, output: { path, filename: 'main.js' } }, (error, stats) => {
  if (error === null && !stats.hasErrors()) return;
  console.error(error ?? stats.toString({ colors: false }));
  process.exitCode = 1;
});

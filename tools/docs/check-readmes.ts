/** Every package's README answers the same questions under the same headings, in the same order. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

const required = [
  'What is this',
  'When to use it',
  'Install',
  'Use',
  'API',
  'Compatibility',
  'Security',
];

const problems = globSync('packages/*/package.json').flatMap((manifest) => {
  const readme = manifest.replace('package.json', 'README.md');
  const text = readFileSync(readme, 'utf8');
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading.trim());
  const inOrder = headings.filter((heading) => required.includes(heading));
  const missing = required.filter((heading) => !headings.includes(heading));
  if (missing.length > 0)
    return [`${readme}: lacks ${missing.map((heading) => `"## ${heading}"`).join(', ')}`];
  return inOrder.join() === required.join()
    ? []
    : [`${readme}: the order is ${required.join(', ')}`];
});
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

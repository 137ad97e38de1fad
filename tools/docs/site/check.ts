/**
 * Checks the site that `npm run docs` has built: every link and anchor on every page leads somewhere, every
 * package and every guide is in the navigation, and the search finds names and error codes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { globSync } from 'tinyglobby';
import type { NavigationElement } from 'typedoc';
import { packages } from '../../boundaries/kinds.mjs';
import { brokenLinks, inSite, type Site } from './check-links.ts';
import { pageLinks } from './page-links.ts';
import { LIVE_PAGE, ROOT, SITE } from './places.ts';
import { baseName } from './router.ts';

const paths = globSync('**', { cwd: SITE, dot: true });
const site: Site = {
  files: new Set(paths),
  pages: new Map(
    paths
      .filter((path) => path.endsWith('.html'))
      .map((path) => [path, pageLinks(readFileSync(join(SITE, path), 'utf8'))]),
  ),
};
const links = [...site.pages.values()].reduce((sum, page) => sum + page.links.length, 0);
const problems = [
  ...[...site.pages.keys()].flatMap((page) => brokenLinks(site, page, ROOT)),
  ...leftOverTags(),
  ...checkPackages(),
  ...checkNavigation(),
  ...checkSearch(),
];
for (const problem of problems) console.error(problem);
console.log(`${site.pages.size} pages, ${links} links, ${problems.length} problems`);
process.exitCode = site.pages.size > 0 && problems.length === 0 ? 0 : 1;

/** Tags of docstrings that were not understood stand on the page as they were written. */
function leftOverTags(): string[] {
  return [...site.pages].flatMap(([path, { text }]) => {
    const tag = /\{@\w+[^}]*\}?/.exec(text)?.[0];
    return tag === undefined ? [] : [`${path}: '${tag}' is not resolved`];
  });
}

/** The text of a package leads to the names that it speaks of. */
function checkPackages(): string[] {
  return packages.flatMap(({ name }) => {
    const path = `modules/_sora-particles_${name}.html`;
    const { named = [] } = site.pages.get(path) ?? {};
    const own = `../functions/_sora-particles_${name}.`;
    return named.some((link) => link.startsWith(own))
      ? []
      : [`${path}: its text leads to none of its functions`];
  });
}

function checkNavigation(): string[] {
  const shown = new Set<string>();
  const collect = ({ path, children = [] }: NavigationElement) => {
    if (path !== undefined) shown.add(path);
    children.forEach(collect);
  };
  (dataOf('navigation') as NavigationElement[]).forEach(collect);
  const guides = globSync(['docs/guides/*.md', 'docs/benchmarks.md'], { cwd: ROOT });
  const wanted = [
    LIVE_PAGE,
    ...guides.map((file) => `${baseName(file)}.html`),
    ...packages.map(({ name }) => `modules/_sora-particles_${name}.html`),
  ];
  return [
    ...wanted.filter((path) => !shown.has(path)).map((path) => `navigation: ${path} is not in it`),
    ...[...shown].flatMap((path) => leadsNowhere('navigation', path)),
  ];
}

function checkSearch(): string[] {
  const { rows } = dataOf('search') as { rows: readonly { name: string; url: string }[] };
  const names = new Set(rows.map(({ name }) => name));
  const guide = readFileSync(join(ROOT, 'docs/guides/errors.md'), 'utf8');
  const codes = [...guide.matchAll(/^### (.+)$/gm)].map(([, code = '']) => code);
  return [
    ...['conv2d', 'translator', 'fit', 'Masks', ...codes]
      .filter((name) => !names.has(name))
      .map((name) => `search: does not find ${name}`),
    ...rows.flatMap(({ url }) => leadsNowhere('search', url)),
  ];
}

function leadsNowhere(where: string, url: string): string[] {
  const problem = inSite(site, 'index.html', url);
  return problem === undefined ? [] : [`${where}: ${url} ${problem}`];
}

/** What typedoc has packed into a script of the site: base64 of compressed JSON. */
function dataOf(script: string): unknown {
  const text = readFileSync(join(SITE, `assets/${script}.js`), 'utf8');
  const [, packed = ''] = /"([\w+/=]+)"/.exec(text) ?? [];
  return JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString());
}

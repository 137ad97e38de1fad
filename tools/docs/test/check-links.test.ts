import { join } from 'node:path';
import { brokenLinks, type Site } from '../site/check-links.ts';
import { pageLinks } from '../site/page-links.ts';

const root = join(__dirname, '../../..');
const repository = 'https://github.com/sora-particles/sora-particles/blob/main';

function siteOf(pages: Record<string, string>, files: string[] = []): Site {
  return {
    files: new Set([...Object.keys(pages), ...files]),
    pages: new Map(Object.entries(pages).map(([path, html]) => [path, pageLinks(html)])),
  };
}

test.each([
  ['another page', '<a href="../index.html">'],
  ['a place on another page', '<a href="other.html#here">'],
  ['a place on the same page', '<a href="#own"><b id="own">'],
  ['a picture and a script', '<img src="../a%20b.png"><script src="../main.js"></script>'],
  ['other sites', '<a href="https://example.org/x"><a href="mailto:a@example.org">'],
  ['a file of the repository, at a line', `<a href="${repository}/LICENSE#L7">`],
])('accepts %s', (_, html) => {
  const site = siteOf(
    { 'index.html': '', 'guides/page.html': html, 'guides/other.html': '<h2 id="here">' },
    ['a b.png', 'main.js'],
  );
  expect(brokenLinks(site, 'guides/page.html', root)).toEqual([]);
});

test.each([
  ['no page', '<a href="gone.html">', 'page.html: gone.html leads to no file'],
  ['no place', '<a href="#gone">', 'page.html: #gone leads to no place on its page'],
  ['no picture', '<img src="gone.png">', 'page.html: gone.png leads to no file'],
  ['no protocol that we know', '<a href="javascript:x()">', 'page.html: javascript:x() is no link'],
  ['no file of ours', `<a href="${repository}/gone.ts">`, /gone\.ts is not in the repository$/],
  ['no line of it', `<a href="${repository}/LICENSE#L99999">`, /is behind the end of the file$/],
])('tells a link that leads to %s', (_, html, message) => {
  const problems = brokenLinks(siteOf({ 'page.html': html }), 'page.html', root);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
});

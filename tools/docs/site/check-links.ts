import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './places.ts';
import type { PageLinks } from './page-links.ts';

/** A built site: the paths of all its files, and its pages by path. */
export interface Site {
  readonly files: ReadonlySet<string>;
  readonly pages: ReadonlyMap<string, PageLinks>;
}

/** Every link of a page that leads nowhere, each in a line. */
export function brokenLinks(site: Site, page: string, root: string): string[] {
  const { links = [] } = site.pages.get(page) ?? {};
  return [...new Set(links)].flatMap((link) => {
    const problem = link.startsWith(`${REPOSITORY}/`)
      ? inRepository(link.slice(REPOSITORY.length + 1), root)
      : inSite(site, page, link);
    return problem === undefined ? [] : [`${page}: ${link} ${problem}`];
  });
}

/** What is wrong with an address within the site, if anything; other sites are taken at their word. */
export function inSite({ files, pages }: Site, from: string, link: string): string | undefined {
  const base = `site:/${from}`;
  if (!URL.canParse(link, base)) return 'is no address';
  const { protocol, pathname, hash } = new URL(link, base);
  if (protocol !== 'site:') {
    return ['https:', 'http:', 'mailto:', 'data:'].includes(protocol) ? undefined : 'is no link';
  }
  const path = decodeURIComponent(pathname).slice(1);
  if (!files.has(path)) return 'leads to no file';
  const anchor = decodeURIComponent(hash.slice(1));
  const page = pages.get(path);
  return anchor === '' || page === undefined || page.anchors.has(anchor)
    ? undefined
    : 'leads to no place on its page';
}

/** What is wrong with an address of a file in the repository, such as `blob/main/LICENSE#L7`. */
function inRepository(path: string, root: string): string | undefined {
  const [, file, line] = /^(?:blob|tree)\/main\/([^#]+)(?:#L(\d+))?/.exec(path) ?? [];
  if (file === undefined) return undefined;
  const target = join(root, decodeURIComponent(file));
  if (!existsSync(target)) return 'is not in the repository';
  if (line === undefined) return undefined;
  return Number(line) <= lineCount(target) ? undefined : 'is behind the end of the file';
}

const lineCounts = new Map<string, number>();

function lineCount(file: string): number {
  const known = lineCounts.get(file) ?? readFileSync(file, 'utf8').split('\n').length;
  lineCounts.set(file, known);
  return known;
}

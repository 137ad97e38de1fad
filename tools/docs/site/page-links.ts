import { Parser } from 'htmlparser2';

/** What a page of HTML leads to, and what in it can be led to. */
export interface PageLinks {
  /** The addresses in `href` and `src`, as they are written. */
  readonly links: readonly string[];
  /** Those of `links` that stand under a name written as code. */
  readonly named: readonly string[];
  readonly anchors: ReadonlySet<string>;
  /** What a reader sees, without code. */
  readonly text: string;
}

const ADDRESS: Readonly<Record<string, string>> = {
  a: 'href',
  img: 'src',
  link: 'href',
  script: 'src',
};

/** Elements whose text is not prose. */
const NO_PROSE = new Set(['code', 'pre', 'script', 'style']);

export function pageLinks(html: string): PageLinks {
  const links: string[] = [];
  const named: string[] = [];
  const anchors = new Set<string>();
  let text = '';
  let inside = 0;
  let around: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (NO_PROSE.has(name)) inside++;
      const address = attributes[ADDRESS[name] ?? ''];
      if (address !== undefined) links.push(address);
      if (name === 'code' && around !== undefined) named.push(around);
      around = name === 'a' ? address : undefined;
      if (attributes['id'] !== undefined) anchors.add(attributes['id']);
    },
    ontext(piece) {
      if (inside === 0) text += piece;
    },
    onclosetag(name) {
      if (NO_PROSE.has(name)) inside--;
    },
  });
  parser.end(html);
  return { links, named, anchors, text };
}

/** A part of a page. `html` is trusted. */
export interface Section {
  readonly title: string;
  readonly html: string;
  /** One sentence on what is to be seen. */
  readonly note?: string;
  /** Takes the whole width. */
  readonly wide?: boolean;
}

const STYLE = `
:root { color-scheme: light dark; --text: #1d2430; --faint: #5b6575; --surface: #fff; --page: #f4f5f7;
  --line: #dfe3e9; --training: #2f6fde; --test: #0f8a5f; --mistake: #d1432f; --invert: 1; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --faint: #9aa4b5; --surface: #1a1f28;
  --page: #11151c; --line: #2d3543; --training: #74a4ff; --test: #4cc79a; --mistake: #ff7f6b; --invert: 0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header { margin-bottom: 1.25rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0 0 .25rem; font-size: 1.05rem; }
p { margin: .25rem 0; } .note, dt, figcaption, summary { color: var(--faint); font-size: .9rem; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1rem; min-width: 0; }
section.wide { grid-column: 1 / -1; }
.chart { margin-top: .75rem; } .chart svg { display: block; width: 100%; max-width: 36rem; height: auto; margin: 0 auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 500; font-size: .9rem; } th:first-child, td:first-child { text-align: left; }
.scroll { overflow-x: auto; }
.digits { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.2rem, 1fr)); gap: .75rem; margin-top: .75rem; }
figure { margin: 0; } figcaption { font-size: .8rem; white-space: nowrap; } figure img { width: 100%; height: auto; aspect-ratio: 1; image-rendering: pixelated; border-radius: .3rem;
  border: 1px solid var(--line); filter: invert(var(--invert)); display: block; }
.model { display: grid; gap: 1rem; margin-top: .75rem; }
@media (min-width: 60rem) { .model { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); align-items: start; } }
.flow { text-align: center; } .flow svg { max-width: 100%; height: auto; }
.flow text { fill: var(--text); font: 11px system-ui, sans-serif; } .flow .edge text { fill: var(--faint); font-size: 10px; }
.flow .node path, .flow .node polygon, .flow .cluster path { stroke: var(--faint); fill: none; }
.flow .edge path { stroke: var(--faint); } .flow .edge polygon { stroke: var(--faint); fill: var(--faint); }
details { margin-top: .75rem; } summary { cursor: pointer; } pre { margin: 0; overflow-x: auto; font-size: .8rem; background: var(--page);
  padding: .75rem; border-radius: .4rem; }
`;

/** A page that needs nothing but itself: it can be opened from disk, mailed and kept. */
export function page(title: string, lead: string, sections: readonly Section[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${escape(title)}</h1><p class="note">${escape(lead)}</p></header>
<div class="grid">
${sections.map(block).join('\n')}
</div>
</main>
</body>
</html>
`;
}

function block({ title, html, note, wide }: Section): string {
  const explained = note === undefined ? '' : `<p class="note">${escape(note)}</p>`;
  return `<section${wide ? ' class="wide"' : ''}><h2>${escape(title)}</h2>${explained}${html}</section>`;
}

/** Text for HTML. */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Names and values under one another. */
export function list(entries: readonly (readonly [string, string])[]): string {
  const items = entries.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`);
  return `<dl>${items.join('')}</dl>`;
}

/** A table with a head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${row(head, 'th')}</thead><tbody>${rows
    .map((cells) => row(cells, 'td'))
    .join('')}</tbody></table></div>`;
}

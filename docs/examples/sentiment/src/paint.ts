import { styleText } from 'node:util';
import type { Explained, WeighedWord } from './saliency.ts';

/** From this weight on, a word is painted. */
const WORTH_PAINTING = 0.02;

/** For a terminal: green speaks for good, red for bad; without colours, `+word+` and `-word-`. */
export function paintLine({ answer, words }: Explained, hasColours: boolean): string {
  const line = words.map(({ text, weight }) => {
    if (Math.abs(weight) < WORTH_PAINTING) return text;
    if (!hasColours) return weight > 0 ? `+${text}+` : `-${text}-`;
    return styleText(weight > 0 ? ['green', 'bold'] : ['red', 'bold'], text, {
      validateStream: false,
    });
  });
  return `${answer.label} (${(100 * answer.score).toFixed(0)} %)  ${line.join('')}`;
}

/** A page that needs nothing else, in light and dark. */
export function paintPage(sentences: readonly Explained[]): string {
  const rows = sentences.map(
    ({ answer, words }) =>
      `<li><b>${escape(answer.label)}</b> <small>${(100 * answer.score).toFixed(0)} %</small><p>${words.map(paintWord).join('')}</p></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which words decided</title>
<style>
  :root { color-scheme: light dark; --good: 46 160 67; --bad: 218 54 51; }
  body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  ol { list-style: none; padding: 0; }
  li { border-top: 1px solid color-mix(in srgb, currentcolor 20%, transparent); padding: 0.8rem 0; }
  p { margin: 0.2rem 0; }
  mark { color: inherit; border-radius: 0.3em; padding: 0.1em 0.2em; }
</style>
<h1>Which words decided</h1>
<p>Green words made a good opinion more probable, red ones a bad one: how much, was found by leaving each
out.</p>
<ol>
${rows.join('\n')}
</ol>
</html>
`;
}

function paintWord({ text, weight }: WeighedWord): string {
  if (Math.abs(weight) < WORTH_PAINTING) return escape(text);
  const strength = Math.min(0.85, 0.15 + 2 * Math.abs(weight)).toFixed(2);
  const colour = weight > 0 ? '--good' : '--bad';
  const title = `${weight > 0 ? '+' : ''}${(100 * weight).toFixed(0)} %`;
  return `<mark style="background: rgb(var(${colour}) / ${strength})" title="${title}">${escape(text)}</mark>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

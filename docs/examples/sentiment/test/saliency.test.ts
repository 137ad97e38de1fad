import { paintLine, paintPage } from '../src/paint.ts';
import { weighWords } from '../src/saliency.ts';

/** Half, and a quarter more for each "good", less for each "bad". */
const ask = (texts: readonly string[]) =>
  Promise.resolve(
    texts.map((text) => {
      const count = (word: string) => text.split(word).length - 1;
      const score = 0.5 + 0.25 * (count('good') - count('bad'));
      return score >= 0.5 ? { label: 'good', score } : { label: 'bad', score: 1 - score };
    }),
  );

test('a word weighs what the answer loses without it, and the text stays as it is', async () => {
  const { words } = await weighWords('so  good, not bad', ask, 'good');
  expect(words.map(({ text }) => text).join('')).toBe('so  good, not bad');
  const weights = words.filter(({ text }) => text.trim() !== '').map(({ weight }) => weight);
  expect(weights).toEqual([0, 0.25, 0, -0.25]);
  expect((await weighWords('', ask, 'good')).words).toEqual([]);
});

test('a line and a page show them, and nothing in a text becomes markup', async () => {
  const text = 'good <script>alert(1)</script> bad';
  const explained = await weighWords(text, ask, 'good');
  expect(paintLine(explained, false)).toBe('good (50 %)  +good+ <script>alert(1)</script> -bad-');
  expect(paintLine(explained, true)).toContain('\u001B[');
  expect(paintPage([explained])).toContain('title="+25 %">good</mark> &lt;script&gt;');
});

import '@tensorflow/tfjs-backend-cpu';
import { normalizeText } from '../../src/index.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { failure, run } from '../support/run.ts';

const one = async (options: Parameters<typeof normalizeText>[0], text: string): Promise<unknown> =>
  ((await run(normalizeText(options), [text])) as unknown[])[0];

describe('normalizeText', () => {
  test.each([
    [{}, 'e\u0301', 'é'],
    [{ form: 'none' }, 'e\u0301', 'e\u0301'],
    [{ form: 'NFD' }, 'é', 'e\u0301'],
    [{ form: 'NFKC' }, 'ﬁ Ａ①', 'fi A1'],
    [{ lowercase: true }, 'ÀÉ ΣΑΣ I', 'àé σας i'],
    [{ stripAccents: true }, 'naïve Ångström', 'naive Angstrom'],
    [{ stripAccents: true }, '한국', '한국'],
    [{ stripAccents: true, form: 'NFD' }, 'é한', 'e\u1112\u1161\u11ab'],
    [{ collapseWhitespace: true }, ' a \t\n b\u00a0\u3000c ', 'a b c'],
    [{ collapseWhitespace: true }, '   ', ''],
    [{}, 'x\ud800', 'x\ufffd'],
    [{}, '', ''],
  ] as const)('%j: %j becomes %j', async (options, text, expected) => {
    expect(await one(options, text)).toBe(expected);
  });

  test('is done after one time: a second changes nothing', async () => {
    const particle = normalizeText({
      form: 'NFKC',
      lowercase: true,
      stripAccents: true,
      collapseWhitespace: true,
    });
    const once = (await run(particle, hardTexts)) as string[];
    expect(await run(particle, once)).toEqual(once);
  });

  test('a million spaces, accents or letters take linear time', async () => {
    const options = { stripAccents: true, collapseWhitespace: true, lowercase: true };
    for (const unit of [' ', '\u0301', 'É', ' a']) {
      const text = unit.repeat(1e6 / unit.length);
      const begin = performance.now();
      await one(options, text);
      expect(performance.now() - begin).toBeLessThan(3000);
    }
  });

  test.each([
    [{ form: 'NFX' }, 'option-invalid'],
    [{ lowercase: 1 }, 'option-invalid'],
    [{ lower: true }, 'option-unknown'],
    [{ name: '/' }, 'name-invalid'],
    [null, 'option-invalid'],
  ])('refuses the options %j', async (options, code) => {
    expect((await failure(() => normalizeText(options as object))).code).toBe(code);
  });
});

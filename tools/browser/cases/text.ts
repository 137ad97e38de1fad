import { compose, predict } from '@sora-particles/combinator-core';
import {
  buildVocabulary,
  fitTfIdf,
  hashNgrams,
  huggingFaceVocabulary,
  normalizeText,
  textCoder,
  tfIdf,
  trainBytePairs,
} from '@sora-particles/rnn-text';
import { hardTexts } from '../../../packages/rnn-text/test/support/hard-texts.ts';
import tokenizers from '../../../packages/rnn-text/test/golden/tokenizers.json' with { type: 'json' };
import { hashOf } from '../bytes.ts';
import { inWorker, type Case } from '../case.ts';

const tokens: Case = { name: 'tokens of hard texts', backend: 'cpu', run: tokensOfHardTexts };

/** The same text gives the same ids and the same features, whatever Unicode the host knows. */
export const textCases: readonly Case[] = [
  tokens,
  inWorker(tokens),
  { name: 'features of hard texts', backend: 'cpu', run: featuresOfHardTexts },
];

async function tokensOfHardTexts(): Promise<unknown> {
  const vocabularies = {
    words: await buildVocabulary(hardTexts, { name: 'words' }),
    normalized: await buildVocabulary(hardTexts, {
      name: 'normalized',
      normalize: { form: 'NFKC', lowercase: true, stripAccents: true, collapseWhitespace: true },
    }),
    characters: await buildVocabulary(hardTexts, { name: 'characters', type: 'character' }),
    bytePairs: await trainBytePairs(hardTexts, { name: 'bytePairs' }),
    ...Object.fromEntries(
      tokenizers.map(({ name, json }) => [name, huggingFaceVocabulary({ name: 'file', json })]),
    ),
  };
  const found: Record<string, unknown> = {};
  for (const [name, vocabulary] of Object.entries(vocabularies)) {
    const { encode, decode } = await textCoder(vocabulary);
    const ids = hardTexts.map(encode);
    const hash = await hashOf(Int32Array.from(ids.flat()));
    found[name] = { vocabulary: vocabulary.hash, hash, decoded: ids.map((each) => decode(each)) };
  }
  return found;
}

async function featuresOfHardTexts(): Promise<unknown> {
  const vocabulary = await buildVocabulary(hardTexts, { name: 'words' });
  const fitted = await fitTfIdf(hardTexts, { vocabulary });
  const hashed = compose(normalizeText({ form: 'NFKC', lowercase: true })).to(
    hashNgrams({ features: 257, characters: [1, 4], sublinear: true }),
  );
  const found: string[] = [];
  for (const y of [
    await predict(tfIdf(fitted), {}, hardTexts),
    await predict(hashed, {}, hardTexts),
  ]) {
    found.push(await hashOf(y.dataSync()));
    y.dispose();
  }
  return found;
}

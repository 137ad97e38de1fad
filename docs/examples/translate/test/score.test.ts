import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bleu } from '../src/bleu.ts';
import { chrf } from '../src/chrf.ts';
import { nearestNeighbour } from '../src/nearest.ts';
import { scoreTable, scoreTranslations } from '../src/score.ts';

interface Scored {
  readonly texts: readonly string[];
  readonly references: readonly string[];
  readonly bleu: number;
  readonly chrf: number;
}

const golden = JSON.parse(
  readFileSync(join(__dirname, 'golden/sacrebleu.json'), 'utf8'),
) as Scored & { readonly noTrigram: Scored };

test.each([
  ['five texts', golden],
  ['no sequence of three words', golden.noTrigram],
])('%s score as with sacreBLEU', (_what, { texts, references, bleu: wanted, chrf: characters }) => {
  expect(bleu(texts, references)).toBeCloseTo(wanted, 8);
  expect(chrf(texts, references)).toBeCloseTo(characters, 8);
});

test('what people wrote scores 100, and nothing scores 0', () => {
  const { references } = golden;
  expect(bleu(references, references)).toBeCloseTo(100, 8);
  expect(chrf(references, references)).toBeCloseTo(100, 8);
  const empty = references.map(() => '');
  expect([bleu(empty, references), chrf(empty, references)]).toEqual([0, 0]);
  expect([bleu([], []), chrf([], [])]).toEqual([0, 0]);
});

test('the nearest neighbour translates what it has seen, and something like it alike', () => {
  const train = [
    { source: 'Open File', target: 'Ouvrir le fichier' },
    { source: 'Close Editor', target: "Fermer l'éditeur" },
  ];
  const translate = nearestNeighbour(train);
  expect(translate('Close Editor')).toBe("Fermer l'éditeur");
  expect(translate('open files')).toBe('Ouvrir le fichier');
  const test = [{ source: 'Open File...', target: 'Ouvrir le fichier...' }];
  const [copy, nearest, model] = scoreTranslations({ train, test }, ['Ouvrir le fichier...']);
  expect([copy?.name, nearest?.name, model?.name]).toHaveLength(3);
  expect(nearest?.chrf).toBeGreaterThan(copy?.chrf ?? NaN);
  expect(model?.chrf).toBeCloseTo(100, 8);
  expect(scoreTable([copy, nearest, model].flatMap((row) => row ?? []))).toHaveLength(4);
});

import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createRandom, ParticleError } from '@sora-particles/combinator-core';
import { decodeWith, learnSubstitution } from './substitution.ts';

/** A text and its translation. */
export interface Pair {
  readonly source: string;
  readonly target: string;
}

/** Pairs to train on, and pairs that nobody has seen. */
export interface PairData {
  readonly train: readonly Pair[];
  readonly test: readonly Pair[];
}

/** What {@link loadPairs} takes. */
export interface PairOptions {
  /** Root of the split. */
  readonly seed: number;
  /** The most words of a text, on either side. */
  readonly maxWords: number;
  /** Takes only so many pairs, of those that are left after the rest. */
  readonly limit?: number | undefined;
}

/** The part of the pairs that is held out. */
const TEST_SHARE = 0.1;

const PACK = '@codingame/monaco-vscode-language-pack-';

interface Contents {
  readonly contents: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Reads the interface texts of Visual Studio Code in English and French from npm packages, and splits them.
 *
 * There is no English package: English comes from that for testing, `qps-ploc`, which replaces letters by
 * others that look like them (`Mørë Æçtïøñs`). Which by which is learnt from the texts that it holds in
 * English, too. Texts that come more than once count once, before the split, so that none of the held-out
 * sources has been trained on.
 *
 * @throws ParticleError `decode-failed` for packages that do not belong together.
 */
export async function loadPairs({ seed, maxWords, limit }: PairOptions): Promise<PairData> {
  const isShort = (text: string) => text.split(/\s+/u).length <= maxWords;
  const bySource = new Map<string, Pair>();
  for (const pair of await readPairs()) {
    const key = pair.source.toLowerCase();
    if (isUsable(pair) && isShort(pair.source) && isShort(pair.target) && !bySource.has(key)) {
      bySource.set(key, pair);
    }
  }
  const all = [...bySource.values()];
  const order = createRandom(seed).split('split').permutation(all.length);
  const pairs = Array.from(order.slice(0, limit), (index) => all[index] as Pair);
  const held = Math.round(pairs.length * TEST_SHARE);
  return { test: pairs.slice(0, held), train: pairs.slice(held) };
}

/** All pairs of the packages, with English decoded; what does not decode is left out. */
async function readPairs(): Promise<readonly Pair[]> {
  const [looksLike, french] = [folderOf('qps-ploc'), folderOf('fr')];
  const [disguised, translated] = await Promise.all([readMain(looksLike), readMain(french)]);
  if (disguised.length !== translated.length) {
    throw new ParticleError({
      code: 'decode-failed',
      summary: 'the language packs do not belong together: install the same version of both',
      path: looksLike,
      expected: `${translated.length} texts`,
      found: String(disguised.length),
    });
  }
  const pairs = disguised.map((text, i) => [text, translated[i] ?? null] as const);
  const known: [string, string][] = [];
  for (const file of (await readdir(join(looksLike, 'extensions'))).sort()) {
    const [from, to] = await Promise.all(
      [looksLike, french].map((folder) => readExtension(join(folder, 'extensions', file))),
    );
    for (const [part, texts] of Object.entries(from?.contents ?? {})) {
      for (const [key, text] of Object.entries(texts)) {
        pairs.push([text, to?.contents[part]?.[key] ?? null]);
        if (part === 'bundle') known.push([text, key]);
      }
    }
  }
  const decode = decodeWith(learnSubstitution(known));
  return pairs.flatMap(([text, target]) => {
    const source = text === null ? undefined : decode(text);
    return source === undefined || target === null ? [] : [{ source, target: tidied(target) }];
  });
}

function folderOf(language: string): string {
  const found = createRequire(import.meta.url).resolve(`${PACK}${language}/package.json`);
  return join(dirname(found), 'translations');
}

/** The texts of the editor: a module whose only export is a list of JSON texts, and holes. */
async function readMain(folder: string): Promise<readonly (string | null)[]> {
  const code = await readFile(join(folder, 'main.i18n.json.js'), 'utf8');
  const list = code.slice(code.indexOf('['), code.lastIndexOf(']') + 1);
  return JSON.parse(list.replace(/^\tundefined/gmu, '\tnull')) as (string | null)[];
}

async function readExtension(file: string): Promise<Contents> {
  return JSON.parse(await readFile(file, 'utf8')) as Contents;
}

/** Typographic variants of one thing are one thing: translators were not of one mind. */
function tidied(text: string): string {
  return text.replaceAll('’', "'").replace(/[\u00a0\u202f]/gu, ' ');
}

/** One line each, and a word in the source. */
function isUsable({ source, target }: Pair): boolean {
  return (
    /[A-Za-z]{2}/u.test(source) && !source.includes('\n') && target !== '' && !target.includes('\n')
  );
}

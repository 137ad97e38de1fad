import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import type { LabelledTexts } from '@sora-particles/example-kit';

/** Where the sentences come from. */
export const SOURCES = ['amazon', 'imdb', 'yelp'] as const;

/**
 * Sentences of reviews with their class, 1 for a good opinion: 3,000 of products, films and restaurants, half
 * of them good (Kotzias et al. 2015). One that stands there twice is taken once.
 */
export async function loadReviews(): Promise<LabelledTexts> {
  const entry = createRequire(import.meta.url).resolve('sentiment/package.json');
  const reviews = new Map<string, number>();
  for (const source of SOURCES) {
    const file = join(dirname(entry), 'test/fixtures', `${source}.json`);
    for (const [text, label] of parseReviews(await readFile(file, 'utf8'), file)) {
      reviews.set(text, label);
    }
  }
  return { texts: [...reviews.keys()], classes: [...reviews.values()] };
}

/**
 * Reads one file: a list of `{ text, class }`. An entry without a class (there is one in each file) is skipped.
 *
 * @throws ParticleError `decode-failed` for what is no such list.
 */
export function parseReviews(json: string, path: string): readonly (readonly [string, 0 | 1])[] {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (cause) {
    throw new ParticleError({ code: 'decode-failed', summary: 'not JSON', path, cause });
  }
  if (!Array.isArray(list)) {
    throw new ParticleError({ code: 'decode-failed', summary: 'not a list of reviews', path });
  }
  return (list as readonly { readonly text?: unknown; readonly class?: unknown }[]).flatMap(
    (entry): (readonly [string, 0 | 1])[] => {
      const { text, class: label } = entry;
      return typeof text === 'string' && (label === 0 || label === 1) ? [[text.trim(), label]] : [];
    },
  );
}

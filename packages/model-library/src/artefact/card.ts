import {
  checkOptions,
  is,
  type Json,
  type OptionCheck,
  optional,
} from '@sora-particles/combinator-core';
import { isUnsafeKey } from '../json/limits.ts';
import { isObject, readArray, readObject, readText, refuse } from '../json/read.ts';

/** What a person should know before using a model (Mitchell et al. 2019, https://arxiv.org/abs/1810.03993). */
export interface ModelCard {
  /** For people; the name in the library by default. */
  readonly name: string;
  readonly description: string;
  /** An SPDX expression, e.g. `Apache-2.0`. */
  readonly license: string;
  /** What it was made for, and what not. */
  readonly intendedUse: string;
  readonly authors: readonly string[];
  /** What it was trained and evaluated on. */
  readonly data: readonly string[];
  /** Finite figures by name, e.g. `{ accuracy: 0.994 }`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** When it was saved: UTC as in `2026-11-23T16:00:00.000Z`. */
  readonly createdAt: string;
}

/** The parts of a card that a caller states; the others are empty, `createdAt` is the time of saving. */
export type CardOptions = Partial<ModelCard>;

const FIELDS = [
  'name',
  'description',
  'license',
  'intendedUse',
  'authors',
  'data',
  'metrics',
  'createdAt',
] as const satisfies readonly (keyof ModelCard)[];

const TIME = {
  wanted: 'a time in UTC such as 2026-11-23T16:00:00.000Z',
  test: (text: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text) &&
    Number.isFinite(Date.parse(text)),
};

const isMetrics: OptionCheck = (value) =>
  isObject(value as Json) &&
  Object.entries(value as object).every(
    ([key, figure]) => !isUnsafeKey(key) && Number.isFinite(figure),
  )
    ? undefined
    : 'an object of finite numbers';

const isTime: OptionCheck = (value) =>
  typeof value === 'string' && TIME.test(value) ? undefined : TIME.wanted;

/**
 * The card of a model about to be saved.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 */
export function completeCard(card: CardOptions, modelName: string, now: () => string): ModelCard {
  checkOptions<CardOptions>('card', card, {
    name: optional(is.string),
    description: optional(is.string),
    license: optional(is.string),
    intendedUse: optional(is.string),
    authors: optional(is.arrayOf(is.string)),
    data: optional(is.arrayOf(is.string)),
    metrics: optional(isMetrics),
    createdAt: optional(isTime),
  });
  const { name = modelName, description = '', license = '', intendedUse = '' } = card;
  const { authors = [], data = [], metrics = {}, createdAt = now() } = card;
  return { name, description, license, intendedUse, authors, data, metrics, createdAt };
}

/** Reads the card of a manifest. */
export function readCard(json: Json | undefined, path: string): ModelCard {
  const fields = readObject(json, path, FIELDS);
  const text = (key: keyof ModelCard): string => readText(fields[key], `${path}.${key}`);
  const texts = (key: keyof ModelCard): readonly string[] =>
    readArray(fields[key], `${path}.${key}`, (item, at) => readText(item, at));
  return {
    name: text('name'),
    description: text('description'),
    license: text('license'),
    intendedUse: text('intendedUse'),
    authors: texts('authors'),
    data: texts('data'),
    metrics: readMetrics(fields['metrics'], `${path}.metrics`),
    createdAt: readText(fields['createdAt'], `${path}.createdAt`, TIME),
  };
}

function readMetrics(json: Json | undefined, path: string): Readonly<Record<string, number>> {
  if (!isObject(json)) return refuse(path, 'an object', json);
  const figures = Object.entries(json).map(([key, figure]): [string, number] =>
    typeof figure === 'number' ? [key, figure] : refuse(`${path}.${key}`, 'a number', figure),
  );
  return Object.fromEntries(figures);
}

import { type Json, ParticleError } from '@sora-particles/combinator-core';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Path } from './composition.ts';

/** A document of JSON or YAML, and where everything in it is. */
export interface LocatedDocument {
  readonly value: Json;
  /** `file:line:column` of what a path leads to, or of what is nearest around it. */
  readonly locate: (at: Path) => string;
}

/** How deep values may be nested. */
const MAX_DEPTH = 64;
/** How many values there may be. */
const MAX_VALUES = 100_000;

/**
 * Reads JSON or YAML 1.2 as plain data. What is not plain is refused: tags, anchors and aliases (which
 * can unfold to anything), keys that are no texts or mean something to JavaScript, numbers that are not
 * finite.
 *
 * @param text - The content of the file.
 * @param path - Its path, for messages.
 * @throws ParticleError `manifest-invalid` with line and column.
 */
export function readDocument(text: string, path: string): LocatedDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    schema: 'core',
    version: '1.2',
    merge: false,
    uniqueKeys: true,
    stringKeys: true,
    logLevel: 'error',
    prettyErrors: false,
  });
  const positionOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const refuse = (summary: string, offset: number, remedy?: string): never => {
    throw new ParticleError({
      code: 'manifest-invalid',
      summary,
      path: positionOf(offset),
      remedy,
    });
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    return refuse(`not well-formed: ${firstLine(problem.message)}`, problem.pos[0]);
  }

  const offsets = new Map<string, number>();
  let count = 0;
  const read = (node: unknown, at: Path, around: number): Json => {
    const offset = rangeOf(node) ?? around;
    offsets.set(JSON.stringify(at), offset);
    if (++count > MAX_VALUES) return refuse(`more than ${MAX_VALUES} values`, offset);
    if (at.length > MAX_DEPTH) return refuse(`nested more than ${MAX_DEPTH} deep`, offset);
    if (isAlias(node)) return refuse('aliases are not supported', offset, 'write it out');
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, Json] => {
        const name = isScalar(key) ? key.value : undefined;
        const keyOffset = rangeOf(key) ?? offset;
        if (typeof name !== 'string') return refuse('a key must be a text', keyOffset);
        if (/^__.*__$|^constructor$|^prototype$/.test(name)) {
          return refuse(`'${name}' cannot be a key`, keyOffset);
        }
        return [name, read(value, [...at, name], keyOffset)];
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) return node.items.map((item, i) => read(item, [...at, i], offset));
    return scalar(isScalar(node) ? node.value : null, (found) =>
      refuse(`${found} is no value here`, offset),
    );
  };
  const value = read(document.contents, [], 0);
  return {
    value,
    locate(at) {
      for (let length = at.length; length >= 0; length--) {
        const offset = offsets.get(JSON.stringify(at.slice(0, length)));
        if (offset !== undefined) return positionOf(offset);
      }
      return path;
    },
  };
}

function scalar(value: unknown, refuse: (found: string) => never): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return refuse(typeof value === 'number' ? String(value) : typeof value);
}

function rangeOf(node: unknown): number | undefined {
  const { range } = Object(node) as { range?: readonly number[] | null };
  return range?.[0];
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/:$/, '') ?? '';
}

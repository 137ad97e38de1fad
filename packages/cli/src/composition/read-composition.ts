import { basename, resolve } from 'node:path';
import {
  type Json,
  type JsonObject,
  ParticleError,
  type Ports,
} from '@sora-particles/combinator-core';
import { readLimited } from '../files/read-file.ts';
import { isObject } from '../metadata/read-fields.ts';
import { closest } from '../terminal/closest.ts';
import {
  COMPOSITION_VERSION,
  type CompositionFile,
  type GraphNode,
  type Part,
  type Path,
  type Step,
} from './composition.ts';
import { readDocument } from './document.ts';

/** The most bytes of a composition file. */
const MAX_BYTES = 1 << 20;

/**
 * Reads a composition file, JSON or YAML. It is data: nothing in it is run, and kinds are only names
 * so far.
 *
 * @param given - Its path, as the user wrote it: messages speak of it so.
 * @param folder - To which the path relates.
 * @throws ParticleError `store-not-found`, `artefact-too-large`, `manifest-invalid` with line and
 *   column.
 */
export async function readComposition(given: string, folder: string): Promise<CompositionFile> {
  const bytes = await readLimited(resolve(folder, given), MAX_BYTES, given);
  return parseComposition(decode(bytes, given), given);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: 'the file is not text in UTF-8',
      path,
      cause,
    });
  }
}

/** Like {@link readComposition}, from text. */
export function parseComposition(text: string, path: string): CompositionFile {
  const { value, locate } = readDocument(text, path);
  const read = stepReader(locate);
  const file = read.object(value, [], ['$schema', 'version', 'name', 'steps']);
  if (file['version'] !== COMPOSITION_VERSION) {
    read.refuse(['version'], `version: ${COMPOSITION_VERSION}`, file['version']);
  }
  const { name = basename(path).replace(/\.(?:sora\.)?(?:json|ya?ml)$/i, '') } = file;
  return {
    path,
    name: read.text(name, ['name']),
    steps: read.steps(file['steps'], ['steps']),
    locate,
  };
}

/** What begins each form of a step, besides what they share. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  kind: ['options', 'parts'],
  steps: [],
  branch: [],
  parallel: [],
  residual: ['shortcut'],
  repeat: ['steps'],
  freeze: [],
  perItem: [],
  scan: ['reverse'],
  graph: [],
};

/** Reads steps; `locate` tells where a path is. */
export function stepReader(locate: (at: Path) => string) {
  const refuse = (at: Path, expected: string, found: Json | undefined, remedy?: string): never => {
    const what = at.length === 0 ? 'the file' : `'${at.at(-1) ?? ''}'`;
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: found === undefined ? `${what} is missing` : `${what} is not what it must be`,
      path: locate(at),
      expected,
      found: found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80),
      remedy,
    });
  };
  const object = (json: Json | undefined, at: Path, keys?: readonly string[]): JsonObject => {
    if (!isObject(json)) return refuse(at, 'a mapping', json);
    const unknown = Object.keys(json).find((key) => keys?.includes(key) === false);
    if (unknown === undefined) return json;
    const [near] = closest(unknown, keys ?? []);
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: `there is no key '${unknown}' here`,
      path: locate([...at, unknown]),
      expected: `one of ${(keys ?? []).join(', ')}`,
      remedy: near === undefined ? undefined : `did you mean '${near}'?`,
    });
  };
  const text = (json: Json | undefined, at: Path): string =>
    typeof json === 'string' && json !== '' && json.length <= 200
      ? json
      : refuse(at, 'a text of 1 to 200 characters', json);
  const nameOf = (json: JsonObject, at: Path): string | undefined =>
    json['name'] === undefined ? undefined : text(json['name'], [...at, 'name']);

  const steps = (json: Json | undefined, at: Path): readonly Step[] =>
    Array.isArray(json) && json.length > 0
      ? json.map((each: Json, i) => step(each, [...at, i]))
      : refuse(at, 'a list of at least one step', json);
  const part = (json: Json | undefined, at: Path): Part =>
    Array.isArray(json) ? steps(json, at) : step(json, at);
  const texts = (json: Json | undefined, at: Path): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(object(json, at)).map(([key, value]) => [key, text(value, [...at, key])]),
    );
  const node = (json: Json, at: Path): GraphNode => {
    const { name, inputs, ...rest } = object(json, at);
    // The name is the node's, and the rest is the step that runs there.
    const given = Object.keys(rest).length === 1 && 'steps' in rest ? rest['steps'] : rest;
    return {
      at,
      name: text(name, [...at, 'name']),
      inputs: texts(inputs, [...at, 'inputs']),
      part: part(given, Array.isArray(given) ? [...at, 'steps'] : at),
    };
  };

  const step = (json: Json | undefined, at: Path): Step => {
    if (typeof json === 'string') {
      return { type: 'kind', at, name: undefined, kind: text(json, at), options: {}, parts: [] };
    }
    const all = object(json, at);
    const forms = Object.keys(FORMS).filter((key) => Object.hasOwn(all, key));
    // A repetition has steps as well.
    const form = forms.includes('repeat') ? 'repeat' : forms[0];
    if (form === undefined) {
      const [given] = Object.keys(all);
      const near = closest(given ?? '', Object.keys(FORMS))[0];
      const remedy = near === undefined ? undefined : `did you mean '${near}'?`;
      return refuse(
        at,
        `a kind, or a mapping with one of ${Object.keys(FORMS).join(', ')}`,
        all,
        remedy,
      );
    }
    const given = object(all, at, [form, 'name', ...(FORMS[form] ?? [])]);
    const inner = [...at, form];
    const shared = { at, name: nameOf(given, at) };
    switch (form) {
      case 'steps':
        return { ...shared, type: form, steps: steps(given[form], inner) };
      case 'branch':
      case 'parallel': {
        const parts = Object.entries(object(given[form], inner));
        if (parts.length === 0) return refuse(inner, 'at least one part by name', given[form]);
        return {
          ...shared,
          type: form,
          parts: Object.fromEntries(
            parts.map(([key, value]) => [key, part(value, [...inner, key])]),
          ),
        };
      }
      case 'residual': {
        const { shortcut } = given;
        return {
          ...shared,
          type: form,
          part: part(given[form], inner),
          shortcut: shortcut === undefined ? undefined : part(shortcut, [...at, 'shortcut']),
        };
      }
      case 'repeat': {
        const times = given[form];
        if (typeof times !== 'number') return refuse(inner, 'how often: a number', times);
        return { ...shared, type: form, times, part: steps(given['steps'], [...at, 'steps']) };
      }
      case 'freeze':
      case 'perItem':
      case 'scan': {
        const { reverse = false } = given;
        if (typeof reverse !== 'boolean') {
          return refuse([...at, 'reverse'], 'true or false', reverse);
        }
        return { ...shared, type: form, part: part(given[form], inner), reverse };
      }
      case 'graph': {
        const graph = object(given[form], inner, ['inputs', 'nodes', 'outputs']);
        const { nodes } = graph;
        if (!Array.isArray(nodes)) return refuse([...inner, 'nodes'], 'a list of nodes', nodes);
        return {
          ...shared,
          type: form,
          // What the specs say is validated as for any graph.
          inputs: object(graph['inputs'], [...inner, 'inputs']) as unknown as Ports,
          nodes: nodes.map((each: Json, i) => node(each, [...inner, 'nodes', i])),
          outputs: texts(graph['outputs'], [...inner, 'outputs']),
        };
      }
      default: {
        const { options = {}, parts = [] } = given;
        if (isObject(options) && Object.hasOwn(options, 'name')) {
          return refuse([...at, 'options', 'name'], "'name' beside 'kind'", options['name']);
        }
        if (!Array.isArray(parts)) return refuse([...at, 'parts'], 'a list of parts', parts);
        return {
          ...shared,
          type: 'kind',
          kind: text(given['kind'], [...at, 'kind']),
          options: object(options, [...at, 'options']),
          parts: parts.map((each: Json, i) => part(each, [...at, 'parts', i])),
        };
      }
    }
  };
  return { refuse, object, text, steps, part };
}

import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  disposeVariables,
  isParticleError,
  type Json,
  type JsonObject,
  ParticleError,
  type TensorRecord,
  type TensorTree,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  parseSafetensors,
  parseStrictJson,
  type TensorData,
  writeSafetensors,
} from '@sora-particles/model-library';
import {
  type EpochRecord,
  type GradientTransform,
  type History,
  stateFromRecord,
  stateToRecord,
} from '@sora-particles/optimizer';
import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { digestOf } from '../files/digest.ts';
import { readLimited } from '../files/read-file.ts';
import { isSystemError } from '../files/system-error.ts';
import { writeWhole } from '../files/write-file.ts';
import { fieldReader, isObject } from '../metadata/read-fields.ts';

/** What a run must have in common with the one that it goes on with. */
export type RunSettings = Readonly<Record<string, string | number | boolean | null>>;

/** Where a run stands at the end of an epoch. */
export interface Standing {
  /** Epochs that are finished. */
  readonly epoch: number;
  readonly history: History;
  readonly variables: Variables;
  readonly optimizerState: TensorTree;
}

const STATE = 'checkpoint.json';
const MAX_STATE = 8 << 20;
const MAX_WEIGHTS = 2 ** 31;

/**
 * Writes a checkpoint: the tensors first, under a name of their own, then the file that names them and
 * makes them count. Whatever a kill leaves behind, the last checkpoint is whole.
 */
export async function saveCheckpoint(
  folder: string,
  settings: RunSettings,
  { epoch, history, variables, optimizerState }: Standing,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tensors = [
    ...Object.entries(variables).map(([path, { value }]) => [`weights/${path}`, value] as const),
    ...Object.entries(stateToRecord(optimizerState)).map(
      ([path, value]) => [`optimizer/${path}`, value] as const,
    ),
  ];
  const data = await Promise.all(tensors.map(([name, value]) => dataOf(name, value)));
  const bytes = writeSafetensors(data);
  const file = `epoch-${epoch}.safetensors`;
  await writeWhole(join(folder, file), bytes);
  const state = { version: 1, epoch, settings, history, file, sha256: digestOf(bytes) };
  await writeWhole(join(folder, STATE), `${JSON.stringify(state, undefined, 1)}\n`);
  const old = (await readdir(folder)).filter(
    (name) => /^epoch-\d+\.safetensors$/.test(name) && name !== file,
  );
  for (const name of old) await rm(join(folder, name), { force: true });
}

async function dataOf(name: string, value: Tensor): Promise<TensorData> {
  const { dtype, shape } = value;
  const data = await value.data();
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') {
    return { name, dtype, shape, data };
  }
  throw new ParticleError({
    code: 'variable-invalid',
    summary: `a tensor of type ${dtype} cannot be kept in a checkpoint`,
    path: name,
  });
}

/** A checkpoint whose tensors have not been read. */
export interface FoundCheckpoint {
  readonly epoch: number;
  readonly history: History;
  readonly settings: JsonObject;
  readonly file: string;
  readonly sha256: string;
}

/** The checkpoint in a folder, if there is one. */
export async function findCheckpoint(folder: string): Promise<FoundCheckpoint | undefined> {
  const path = join(folder, STATE);
  let json: Json;
  try {
    json = parseStrictJson(await readLimited(path, MAX_STATE), path);
  } catch (error) {
    if (isParticleError(error, 'store-not-found')) return undefined;
    throw error;
  }
  const { object, text, list, refuse } = fieldReader(path);
  const state = object(json, 'the checkpoint');
  const { epoch } = state;
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 1) {
    return refuse('epoch', 'a whole number from 1', epoch);
  }
  return {
    epoch,
    settings: object(state['settings'], 'settings'),
    file: text(state['file'], 'file', 40),
    sha256: text(state['sha256'], 'sha256', 64),
    history: list(state['history'], 'history', (each, at) => record(each, at, path)),
  };
}

function record(json: Json, at: string, path: string): EpochRecord {
  const isRecord =
    isObject(json) &&
    typeof json['epoch'] === 'number' &&
    typeof json['loss'] === 'number' &&
    Object.values(json).every((figure) => typeof figure === 'number');
  return isRecord
    ? (json as JsonObject & EpochRecord)
    : fieldReader(path).refuse(at, 'figures of an epoch', json);
}

/**
 * Refuses to go on with a run that was another one.
 *
 * @throws ParticleError `store-conflict`, naming what differs.
 */
export function checkSameRun(
  folder: string,
  { settings }: FoundCheckpoint,
  now: RunSettings,
): void {
  const names = [...new Set([...Object.keys(settings), ...Object.keys(now)])];
  const other = names.filter((name) => settings[name] !== now[name]);
  if (other.length === 0) return;
  const shown = (all: JsonObject | RunSettings): string =>
    other.map((name) => `${name} ${JSON.stringify(all[name] ?? null).slice(0, 40)}`).join(', ');
  throw new ParticleError({
    code: 'store-conflict',
    summary: 'the unfinished run was another one',
    path: folder,
    expected: shown(settings),
    found: shown(now),
    remedy: 'resume it with the same options and data, or begin anew with --restart',
  });
}

/**
 * Reads the tensors of a checkpoint.
 *
 * @param variables - Fresh weights of the same particle: their tensors are replaced and released.
 * @returns Where the run stands; the caller owns the tensors.
 * @throws ParticleError `artefact-corrupted`, `variable-missing`, `variable-unexpected`,
 *   `variable-invalid`.
 */
export async function loadCheckpoint(
  folder: string,
  found: FoundCheckpoint,
  variables: Variables,
  optimizer: GradientTransform,
): Promise<Standing> {
  const path = join(folder, found.file);
  const isNamed = /^epoch-\d+\.safetensors$/.test(found.file);
  const bytes = await readLimited(isNamed ? path : folder, MAX_WEIGHTS);
  if (digestOf(bytes) !== found.sha256) {
    throw new ParticleError({
      code: 'artefact-corrupted',
      summary: 'the weights of the checkpoint are not those that were written',
      path,
      remedy: 'begin anew with --restart',
    });
  }
  const stored = new Map(parseSafetensors(bytes, path).map((one) => [one.name, one]));
  const made: Tensor[] = [];
  const make = (name: string): Tensor | undefined => {
    const one = stored.get(name);
    if (one === undefined) return undefined;
    const value = tensor(one.data, [...one.shape], one.dtype);
    made.push(value);
    return value;
  };
  try {
    const weights = Object.entries(variables).map(([name, { value, trainable }]) => {
      const loaded = make(`weights/${name}`);
      checkAlike(path, name, value, loaded);
      return [name, { value: loaded ?? value, trainable }] as const;
    });
    const params = Object.fromEntries(
      Object.entries(variables).flatMap(([name, { value, trainable }]) =>
        trainable ? [[name, value]] : [],
      ),
    );
    const state: Record<string, Tensor> = {};
    for (const name of stored.keys()) {
      const [, key] = /^optimizer\/(.+)$/.exec(name) ?? [];
      const value = key === undefined ? undefined : make(name);
      if (key !== undefined && value !== undefined) state[key] = value;
    }
    const optimizerState = restoreState(optimizer, params, state);
    disposeVariables(variables);
    return {
      epoch: found.epoch,
      history: found.history,
      variables: Object.fromEntries(weights),
      optimizerState,
    };
  } catch (error) {
    dispose(made);
    throw error;
  }
}

/** The state of the optimiser in its own structure; what was made to learn that structure is released. */
function restoreState(
  optimizer: GradientTransform,
  params: TensorRecord,
  stored: TensorRecord,
): TensorTree {
  let restored: TensorTree;
  tidy(() => {
    restored = stateFromRecord(optimizer.init(params), stored);
  });
  return restored;
}

function checkAlike(path: string, name: string, wanted: Tensor, found: Tensor | undefined): void {
  const form = (one: Tensor | undefined): string =>
    one === undefined ? 'nothing' : `${one.dtype} [${one.shape.join(', ')}]`;
  if (form(wanted) === form(found)) return;
  throw new ParticleError({
    code: found === undefined ? 'variable-missing' : 'variable-invalid',
    summary: `the checkpoint does not fit the particle: '${name}'`,
    path,
    expected: form(wanted),
    found: form(found),
  });
}

/** Removes a checkpoint. */
export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  try {
    await rmdir(dirname(folder));
  } catch (error) {
    // Other runs have theirs beside it, or it never was.
    if (!isSystemError(error)) throw error;
  }
}

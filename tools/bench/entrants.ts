import { join } from 'node:path';
import { contestants } from './contestants/contestants.ts';
import type { Settings } from './contestants/contestant.ts';
import type { Command } from './measure/child.ts';

/** A contestant as the parent sees it: a name, and how its process is started. */
export interface Entrant {
  readonly name: string;
  readonly command: Command;
  /** The same on built packages, without the compiler that runs sources, to measure the start. */
  readonly builtCommand?: Command;
}

/** What entrants depend on. */
export interface EntrantOptions extends Settings {
  /** Python with Keras, TensorFlow and JAX. */
  readonly peers?: string;
  /** Only these, by name; also those that are left out otherwise. */
  readonly only?: readonly string[];
}

const SOURCES = ['--conditions=@sora-particles/source', '--import', 'tsx'];

/** Where `measure/serve.ts` is bundled to. */
export const BUNDLE = join(import.meta.dirname, '../../.cache/bench/serve.mjs');

/** Names of all that could take part. */
export const entrantNames: readonly string[] = [
  ...contestants.map(({ name }) => name),
  'keras-tensorflow',
  'keras-jax',
];

/** Everybody who is to take part. */
export function entrantsFor({ peers, only, ...settings }: EntrantOptions): readonly Entrant[] {
  const ours = contestants
    .filter(({ name, isOnRequest = false }) => only?.includes(name) ?? !isOnRequest)
    .map(({ name }): Entrant => {
      const start = (...flags: readonly string[]) => ({
        file: process.execPath,
        args: [...flags, name, JSON.stringify(settings)],
      });
      return {
        name,
        command: start(...SOURCES, join(import.meta.dirname, 'measure/serve.ts')),
        builtCommand: start(BUNDLE),
      };
    });
  if (peers === undefined) return ours;
  const script = join(import.meta.dirname, 'contestants/keras_peer.py');
  const theirs = ['tensorflow', 'jax'].map((backend): Entrant => {
    const command = { file: peers, args: [script, backend] };
    return { name: `keras-${backend}`, command, builtCommand: command };
  });
  return [...ours, ...theirs.filter(({ name }) => only?.includes(name) ?? true)];
}

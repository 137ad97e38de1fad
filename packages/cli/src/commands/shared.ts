import { resolve } from 'node:path';
import { type Bindings, ParticleError } from '@sora-particles/combinator-core';
import type { Invocation, OptionSpec } from '../cli/command.ts';
import { isOn, text } from '../cli/values.ts';
import type { CompositionFile } from '../composition/composition.ts';
import { type OpenedComposition, openComposition } from '../composition/open-composition.ts';
import { readComposition } from '../composition/read-composition.ts';
import { readCatalogue } from '../metadata/catalogue.ts';

/** The option that keeps packages from being loaded. */
export const noLoad: OptionSpec = {
  name: 'no-load',
  description: 'judge by what packages describe, and load none',
};

/** The option that gives sizes to symbols. */
export const bindingsOption: OptionSpec = {
  name: 'with',
  value: 'sizes',
  description: 'sizes of symbols, e.g. batch=32,height=28',
};

/** A composition file that was read and fits. */
export interface Opened extends OpenedComposition {
  readonly file: CompositionFile;
}

/** Reads the composition file that a command names, and puts it together for looking at it. */
export async function openToLook({ args, options, folder }: Invocation): Promise<Opened> {
  const file = await readComposition(args[0] ?? '');
  const catalogue = await readCatalogue(resolve(folder));
  const loading = isOn(options, 'no-load') ? 'never' : 'if-needed';
  return { file, ...(await openComposition(file, catalogue, loading)) };
}

/**
 * The sizes that `--with` gives.
 *
 * @throws ParticleError `option-invalid`.
 */
export function bindingsOf(options: Invocation['options']): Bindings {
  const given = text(options, 'with');
  if (given === undefined) return {};
  return Object.fromEntries(
    given.split(',').map((pair) => {
      const [, symbol, size] = /^\s*([A-Za-z_][\w.]*)=(\d{1,9})\s*$/.exec(pair) ?? [];
      if (symbol === undefined) {
        throw new ParticleError({
          code: 'option-invalid',
          summary: `--with must be sizes of symbols such as batch=32,height=28, not '${given}'`,
          path: '--with',
        });
      }
      return [symbol, Number(size)];
    }),
  );
}

/** Says what was loaded for an answer. */
export function howTold({ loaded, byMetadata }: OpenedComposition): string {
  const parts = [
    ...(byMetadata.length > 0 ? [`by what ${byMetadata.join(', ')} describes`] : []),
    ...(loaded.length > 0 ? [`by loading ${loaded.join(', ')}`] : []),
  ];
  return `checked ${parts.length === 0 ? 'with the core alone' : parts.join(', and ')}; ${
    loaded.length === 0 ? 'no package was loaded' : 'nothing else was loaded'
  }`;
}

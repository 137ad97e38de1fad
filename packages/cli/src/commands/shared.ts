import {
  type AnyParticle,
  type Bindings,
  ParticleError,
  rename,
} from '@sora-particles/combinator-core';
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
  const file = await readComposition(args[0] ?? '', folder);
  const catalogue = await readCatalogue(folder);
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

/** The composition under the name that its file gives it, for pictures and reports. */
export function titled({ particle, file: { name } }: Opened): AnyParticle {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name) ? rename(name, particle) : particle;
}

/** Says on what an answer is based, in lines. */
export function howTold({ loaded, byMetadata }: OpenedComposition): readonly string[] {
  return [
    ...(byMetadata.length > 0 ? [`by metadata: ${byMetadata.join(', ')}`] : []),
    loaded.length > 0 ? `loaded: ${loaded.join(', ')}` : 'loaded: nothing',
  ];
}

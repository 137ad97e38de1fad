import { join, resolve } from 'node:path';
import type { AnyParticle, Variables } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import type { RunFigures } from './figures.ts';
import { MODEL } from './registry.ts';

/** What {@link saveModel} takes. */
export interface SaveModelOptions {
  /** The whole way from files to answers. */
  readonly particle: AnyParticle;
  readonly variables: Variables;
  /** Folder of the example's output. */
  readonly out: string;
  /** Figures for the model card. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What was done to it, in a sentence. */
  readonly description: string;
}

/** Saves the model as the next version in the library of the example, and says where it is. */
export async function saveModel(options: SaveModelOptions): Promise<RunFigures['model']> {
  const { particle, variables, out, metrics, description } = options;
  const library = resolve(out, 'library');
  const version = await createLibrary(fileStore(library)).save(MODEL, {
    particle,
    variables,
    card: {
      name: 'Handwritten digits',
      description,
      license: 'Apache-2.0',
      intendedUse: 'To show how Sora Particles trains. Not for reading cheques.',
      data: [
        'MNIST (LeCun, Cortes and Burges 1998): 60,000 images to train on, 10,000 to test with',
      ],
      metrics,
    },
  });
  return { library, name: MODEL, version };
}

/** Where the report goes. */
export function reportFile(out: string): string {
  return join(resolve(out), 'report.html');
}

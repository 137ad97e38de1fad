import packageFolder from '#package-folder';
import { writeFolder } from './folder/write-folder.ts';
import { type CreateProjectOptions, projectOf } from './project.ts';
import { render } from './template/render.ts';

/** The outcome of {@link createProject}. */
export interface CreatedProject {
  /** Where it is: an absolute path. */
  readonly folder: string;
  /** The files in it, with slashes, in order. */
  readonly files: readonly string[];
  /** Name of what it exports, for a particle; how its own code calls it. */
  readonly factory: string | undefined;
  /** Whether a LICENSE is among the files, which it is not for licences whose text is not known here. */
  readonly licensed: boolean;
}

/**
 * Makes the package of a particle, or an application that composes particles: sources, contract, tests on
 * the conformance kit, type tests, README, build, continuous integration and release. Nothing is installed
 * and nothing is run. It is there as a whole or, after an error or a stop, not at all.
 *
 * @throws ParticleError `name-invalid`, `option-unknown`, `option-missing`, `option-invalid`;
 *   `store-conflict` for a folder that is not empty, `store-failed` where it cannot be written; `aborted`.
 *
 * @example
 * ```ts
 * import { createProject } from '@sora-particles/create-particle';
 *
 * const { files } = await createProject({ name: '@acme/blur', license: 'MIT' });
 * console.log(files.includes('src/blur.ts')); // true
 * ```
 */
export async function createProject(options: CreateProjectOptions): Promise<CreatedProject> {
  const project = projectOf(options);
  const files = await render(project, packageFolder);
  await writeFolder(project.folder, files, options.signal);
  return {
    folder: project.folder,
    files: [...files.keys()].sort(),
    factory: project.template === 'particle' ? project.names.factory : undefined,
    licensed: files.has('LICENSE'),
  };
}

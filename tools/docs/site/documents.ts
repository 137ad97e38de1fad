import {
  normalizePath,
  ReflectionKind,
  type Application,
  type CommentDisplayPart,
  type DocumentReflection,
  type ProjectReflection,
} from 'typedoc';
import { relative } from 'node:path';
import { linkNames } from './link-names.ts';
import { ROOT } from './places.ts';

/** The documents of a project. */
export function documentsOf(project: ProjectReflection): DocumentReflection[] {
  return project.documents ?? [];
}

/** The path of a document's file in the repository, such as `docs/guides/contract.md`. */
export function fileOf(app: Application, document: DocumentReflection): string {
  return relative(ROOT, app.files.getReflectionPath(document) ?? '').replaceAll('\\', '/');
}

/**
 * Names each document by its first heading. The front page and the pages of packages have a title of their
 * own, which the first heading of their text would repeat. Links to the README of a package lead to its page.
 */
export function prepareDocuments(app: Application, project: ProjectReflection): void {
  for (const document of documentsOf(project)) {
    const heading = firstHeading(document.content);
    if (heading === undefined) app.logger.error(`${fileOf(app, document)}: begins with no heading`);
    else document.name = heading;
  }
  if (project.readme !== undefined) dropFirstHeading(project.readme);
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    if (module.readme !== undefined) dropFirstHeading(module.readme);
    linkNames(module);
    const folder = module.name.replace('@sora-particles/', '');
    const readme = normalizePath(`${ROOT}/packages/${folder}/README.md`);
    app.files.registerReflectionPath(readme, module);
    for (const entry of module.getChildrenByKind(ReflectionKind.Module)) {
      entry.name = entryName(entry.name);
    }
  }
}

/** The entries of a package by how they are imported: `packages/<name>/src/elementary` is `elementary`. */
function entryName(folder: string): string {
  return /\/src\/(.+)$/.exec(folder)?.[1] ?? 'index';
}

const HEADING = /^\s*# (.+)\n/;

function firstHeading([first]: readonly CommentDisplayPart[]): string | undefined {
  return HEADING.exec(first?.text ?? '')?.[1];
}

function dropFirstHeading([first]: readonly CommentDisplayPart[]): void {
  if (first !== undefined) first.text = first.text.replace(HEADING, '');
}

import {
  normalizePath,
  ReflectionKind,
  type Application,
  type DocumentReflection,
  type ProjectReflection,
} from 'typedoc';
import { relative } from 'node:path';
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
 * Names each document by its first heading, which then stands above the page and no longer in it, and lets
 * links to the README of a package lead to the page of that package.
 */
export function prepareDocuments(app: Application, project: ProjectReflection): void {
  for (const document of documentsOf(project)) {
    const [first] = document.content;
    const [all, heading] = /^\s*# (.+)\n/.exec(first?.text ?? '') ?? [];
    if (first === undefined || all === undefined || heading === undefined) {
      app.logger.error(`${fileOf(app, document)}: does not begin with a heading`);
      continue;
    }
    document.name = heading;
    first.text = first.text.slice(all.length);
  }
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const folder = module.name.replace('@sora-particles/', '');
    const readme = normalizePath(`${ROOT}/packages/${folder}/README.md`);
    app.files.registerReflectionPath(readme, module);
  }
}

import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type {
  Application,
  CommentDisplayPart,
  ProjectReflection,
  Reflection,
  Router,
} from 'typedoc';
import { LIVE_PAGE, LIVE_SOURCE, REPOSITORY, ROOT } from './places.ts';

/** What is copied into the site rather than linked. */
const IMAGE = /\.(png|jpe?g|svg|gif|webp)$/;

/**
 * Lets links to files that have no page lead to the repository, and those to the source of the live page to
 * the live page: typedoc would copy them, and a browser cannot show a copy of a TypeScript file.
 */
export function resolveLinks(app: Application, project: ProjectReflection, router: Router): void {
  const resolve = (from: Reflection, part: CommentDisplayPart): CommentDisplayPart => {
    if (part.kind !== 'relative-link' || part.target === undefined) return part;
    const inSite = (path: string) =>
      router.baseRelativeUrl(router.hasUrl(from) ? from : project, path);
    const target = app.files.resolve(part.target, project);
    // typedoc would name the folder, which from the file system is no page.
    if (target === project) return { kind: 'text', text: inSite('index.html') };
    if (typeof target !== 'string' || IMAGE.test(target)) return part;
    const path = relative(ROOT, target).replaceAll('\\', '/');
    const anchor = part.targetAnchor === undefined ? '' : `#${part.targetAnchor}`;
    const kind = statSync(target).isDirectory() ? 'tree' : 'blob';
    const text =
      path === LIVE_SOURCE ? inSite(LIVE_PAGE) : `${REPOSITORY}/${kind}/main/${path}${anchor}`;
    return { kind: 'text', text };
  };
  const mend = (from: Reflection, parts: readonly CommentDisplayPart[]) =>
    parts.map((part) => resolve(from, part));

  if (project.readme !== undefined) project.readme = mend(project, project.readme);
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.isDocument()) reflection.content = mend(reflection, reflection.content);
    if (reflection.isDeclaration() && reflection.readme !== undefined) {
      reflection.readme = mend(reflection, reflection.readme);
    }
    const { comment } = reflection;
    if (comment === undefined) continue;
    comment.summary = mend(reflection, comment.summary);
    for (const tag of comment.blockTags) tag.content = mend(reflection, tag.content);
  }
}

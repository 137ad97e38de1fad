import type { Project } from '../project.ts';
import { runners } from '../runners.ts';

/**
 * Puts the names of a project in the place of those of the template. Templates are programs that compile:
 * what is replaced are identifiers and texts of theirs, all at once, so that a name which itself looks like
 * one of the template's does no harm.
 */
export function replaceNames(text: string, project: Project, tensorflow: string): string {
  const { names, runner } = project;
  const replacements: Readonly<Record<string, string>> = {
    'template-package': names.package,
    'template-particle': names.file,
    templatePackageKinds: `${names.factory}Kinds`,
    templateParticle: names.factory,
    TemplateParticle: names.type,
    "'node:test'": `'${runners[runner].module}'`,
    '{{tensorflow}}': tensorflow,
  };
  // Longer ones first.
  const words = Object.keys(replacements).sort((a, b) => b.length - a.length);
  const any = new RegExp(words.map((word) => word.replace(/[{}]/g, '\\$&')).join('|'), 'g');
  return text.replace(any, (found) => replacements[found] ?? found);
}

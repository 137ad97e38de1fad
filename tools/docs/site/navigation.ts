import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DefaultTheme,
  ReflectionKind,
  type DocumentReflection,
  type NavigationElement,
  type ProjectReflection,
} from 'typedoc';
import { packages } from '../../boundaries/kinds.mjs';
import { documentsOf, fileOf } from './documents.ts';
import { LIVE_PAGE, ROOT } from './places.ts';

/** Under which heading the packages of a kind stand, in the order of the headings. */
const FAMILIES: Readonly<Record<string, string>> = {
  contract: 'The core',
  particle: 'Particles',
  train: 'Training and storage',
  io: 'Training and storage',
  engine: 'Engines',
  testkit: 'Tools',
  tool: 'Tools',
};

/** The theme of typedoc, with guides first, as their overview orders them, and then packages by family. */
export class SiteTheme extends DefaultTheme {
  override buildNavigation(project: ProjectReflection): NavigationElement[] {
    const documents = new Map(
      documentsOf(project).map((document) => [fileOf(this.application, document), document]),
    );
    const link = (document: DocumentReflection): NavigationElement => ({
      text: document.name,
      path: this.router.getFullUrl(document),
      kind: ReflectionKind.Document,
    });
    const linkTo = (file: string): NavigationElement[] => {
      const document = documents.get(file);
      documents.delete(file);
      if (document === undefined) throw new Error(`${file} is not a page of the site`);
      return [link(document)];
    };
    const overview = linkTo('docs/guides/README.md');
    const guides = guidesInOrder().map(({ title, files }) => ({
      text: title,
      children: files.flatMap((file) => linkTo(`docs/guides/${file}`)),
    }));
    const others = [...documents].sort(([a], [b]) => a.localeCompare(b));
    const examples = others.filter(([file]) => file.startsWith('docs/examples/'));
    const rest = others.filter(([file]) => !file.startsWith('docs/examples/'));
    return [
      ...overview,
      ...guides,
      {
        text: 'Examples',
        children: [
          { text: 'Live: draw and train', path: LIVE_PAGE, kind: ReflectionKind.Document },
          ...examples.map(([, document]) => link(document)),
        ],
      },
      ...this.#families(super.buildNavigation(project)),
      { text: 'The project', children: rest.map(([, document]) => link(document)) },
    ];
  }

  #families(all: readonly NavigationElement[]): NavigationElement[] {
    return [...new Set(Object.values(FAMILIES))].map((family) => ({
      text: family,
      children: packages
        .filter(({ kind }) => FAMILIES[kind] === family)
        .map(({ name }) => {
          const found = all.find(({ text }) => text === `@sora-particles/${name}`);
          if (found === undefined) throw new Error(`the package ${name} has no reference`);
          return { ...found, text: name };
        }),
    }));
  }
}

/** The groups of the overview of guides ("Begin here:" and a list of links), with their files. */
function guidesInOrder(): { title: string; files: string[] }[] {
  const overview = readFileSync(join(ROOT, 'docs/guides/README.md'), 'utf8');
  return [...overview.matchAll(/^(\w.*):\n\n((?:- .*\n?)+)/gm)].map(
    ([, title = '', list = '']) => ({
      title,
      files: [...list.matchAll(/^- \[.*?\]\((.+?\.md)\)/gm)].map(([, file = '']) => file),
    }),
  );
}

import {
  DeclarationReflection,
  DocumentReflection,
  KindRouter,
  ReflectionKind,
  Slugger,
  type PageDefinition,
  type ProjectReflection,
  type Reflection,
} from 'typedoc';
import { documentsOf, fileOf } from './documents.ts';

/**
 * Puts documents where their files are (`guides/contract.html`), and lets the search find their sections:
 * the code of an error leads to its entry.
 */
export class SiteRouter extends KindRouter {
  /** What a section says, for the search. */
  readonly texts = new Map<Reflection, string>();

  override buildPages(project: ProjectReflection): PageDefinition[] {
    const pages = super.buildPages(project);
    for (const document of documentsOf(project)) this.#addSections(document);
    return pages;
  }

  protected override getIdealBaseName(reflection: Reflection): string {
    if (!(reflection instanceof DocumentReflection)) return super.getIdealBaseName(reflection);
    return baseName(fileOf(this.application, reflection));
  }

  #addSections(document: DocumentReflection): void {
    const slugger = new Slugger(this.application.options.getValue('sluggerConfiguration'));
    for (const { heading, text } of sectionsOf(document)) {
      const section = new DeclarationReflection(heading, ReflectionKind.Document, document);
      // Whatever has an address is found.
      this.fullUrls.set(section, `${this.getFullUrl(document)}#${slugger.slug(heading)}`);
      this.texts.set(section, text);
    }
  }
}

/** `docs/guides/README.md` is at `guides/index`, `docs/examples/mnist/README.md` at `examples/mnist`. */
export function baseName(file: string): string {
  const path = file.replace(/^docs\//, '').replace(/\.md$/, '');
  return path === 'guides/README' ? 'guides/index' : path.replace(/\/README$/, '').toLowerCase();
}

interface Section {
  readonly heading: string;
  readonly text: string;
}

/** The headings of a document outside of its code blocks, each with what follows it. */
function sectionsOf(document: DocumentReflection): Section[] {
  const source = document.content.map((part) => part.text).join('');
  const sections: { heading: string; text: string }[] = [];
  let fenced = false;
  for (const line of source.split('\n')) {
    if (/^\s*```/.test(line)) fenced = !fenced;
    const [, heading] = (!fenced && /^#{1,6} (.+)$/.exec(line)) || [];
    if (heading !== undefined) sections.push({ heading: heading.replaceAll('`', ''), text: '' });
    else {
      const last = sections.at(-1);
      if (last !== undefined) last.text += `${line}\n`;
    }
  }
  return sections;
}

import {
  Application,
  IndexEvent,
  PageEvent,
  RendererEvent,
  TSConfigReader,
  TypeDocReader,
  type ProjectReflection,
} from 'typedoc';
import { prepareDocuments } from './documents.ts';
import { resolveLinks } from './links.ts';
import { mendPage } from './mend-page.ts';
import { SiteTheme } from './navigation.ts';
import { SiteRouter } from './router.ts';

/** Guides and reference as typedoc makes them (typedoc.json), with our order, addresses and links. */
export async function buildReference(out: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins(
    { plugin: [adapt], out, theme: 'sora', router: 'sora' },
    [new TypeDocReader(), new TSConfigReader()],
  );
  const project = await app.convert();
  stopOnTrouble(app);
  if (project === undefined) throw new Error('there is nothing to document');
  app.validate(project);
  stopOnTrouble(app);
  await app.generateDocs(project, out);
  stopOnTrouble(app);
}

/** What typedoc is given beside its options. */
function adapt(app: Application): void {
  app.renderer.defineTheme('sora', SiteTheme);
  app.renderer.defineRouter('sora', SiteRouter);
  app.on(Application.EVENT_PROJECT_REVIVE, (project: ProjectReflection) => {
    prepareDocuments(app, project);
  });
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    if (app.renderer.router !== undefined) resolveLinks(app, project, app.renderer.router);
  });
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents !== undefined) page.contents = mendPage(page.contents);
  });
  app.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults, searchFields }) => {
    const { router } = app.renderer;
    if (!(router instanceof SiteRouter)) return;
    searchResults.forEach((found, i) => {
      const document = router.texts.get(found);
      if (document !== undefined) searchFields[i] = { document };
    });
  });
}

/** Warnings stop it too: an undocumented name, a link that leads nowhere. */
function stopOnTrouble({ logger }: Application): void {
  if (logger.hasErrors() || logger.hasWarnings()) {
    throw new Error('the reference is not built: see the messages above');
  }
}

/** Where things are: the site that is built, and the repository that its pages speak of. */
import { resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** The whole site, one folder; made anew each time and never committed. */
export const SITE = resolve(ROOT, 'docs/site');

/** Where a file of the repository is read by whoever has not cloned it. */
export const REPOSITORY = 'https://github.com/sora-particles/sora-particles';

/** The source of the live page, by its path in the repository, and the built page, by its path in the site. */
export const LIVE_SOURCE = 'docs/examples/live/src/page/index.html';
export const LIVE_PAGE = 'live/index.html';

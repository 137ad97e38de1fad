/** Pages of the site that stand for all others of their sort. */
export const PAGES = {
  front: 'index.html',
  'guide with tables': 'guides/coming-from.html',
  'guide with code': 'guides/first-composition.html',
  'guide with mathematics': 'guides/mathematics.html',
  errors: 'guides/errors.html',
  benchmarks: 'benchmarks.html',
  package: 'modules/_sora-particles_rnn-text.html',
  function: 'functions/_sora-particles_conv-recognizer.conv2d.html',
} as const;

/** What the site is looked at in: phones and desks, by day and by night. */
export const LOOKS = [
  { name: 'phone', width: 360, height: 780 },
  { name: 'desk', width: 1280, height: 900 },
].flatMap((size) => (['light', 'dark'] as const).map((colorScheme) => ({ ...size, colorScheme })));

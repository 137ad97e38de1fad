/** Pages of the site that stand for all others of their sort. */
export const PAGES = {
  front: 'index.html',
  'guide with tables': 'guides/coming-from.html',
  'guide with code': 'guides/first-composition.html',
  'guide with equations': 'guides/mathematics.html',
  errors: 'guides/errors.html',
  benchmarks: 'benchmarks.html',
  package: 'modules/_sora-particles_rnn-text.html',
  function: 'functions/_sora-particles_conv-recognizer.conv2d.html',
} as const;

/** How a page is looked at. */
export interface Look {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

const SIZES = { phone: [390, 844], desk: [1280, 900] } as const;

/** On telephones and desks, by day and by night. */
export const LOOKS: readonly Look[] = Object.entries(SIZES).flatMap(([name, [width, height]]) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    name: `${name}-${colorScheme}`,
    viewport: { width, height },
    colorScheme,
  })),
);

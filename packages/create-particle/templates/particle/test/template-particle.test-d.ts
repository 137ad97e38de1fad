/** What must and what must not compile. `npm run typecheck` checks it; it never runs. */
import { compose } from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { templateParticle } from '../src/index.ts';

const rows = input({ shape: ['batch', 3], dtype: 'float32' });
const net = compose(rows)
  .to(templateParticle())
  .to(dense({ units: 2 }));
net.output.y.shape satisfies readonly ['batch', 2];
templateParticle().name satisfies 'templateParticle';
templateParticle({ name: 'mine' }).name satisfies 'mine';

// @ts-expect-error -- no such option
templateParticle({ begin: 1 });
// @ts-expect-error -- text is no number
templateParticle({ start: '1' });
// @ts-expect-error -- it takes floating-point numbers
compose(input({ shape: ['batch', 3], dtype: 'int32' })).to(templateParticle());

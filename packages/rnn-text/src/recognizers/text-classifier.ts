import type { Chain } from '@sora-particles/combinator-core';

/**
 * A classifier of texts: from sentences to one logit for each class. It is a chain, so that it goes on with
 * `.to(softmax())`, and is spliced into a chain around it.
 */
export interface TextClassifier<Classes extends number = number> extends Chain<
  'logits',
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  {
    readonly y: {
      readonly shape: readonly ['batch', Classes];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  }
> {}

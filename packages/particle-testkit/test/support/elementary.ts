import { elementaryKinds, dense as makeDense } from '@sora-particles/combinator-core/elementary';

export { dropout, relu } from '@sora-particles/combinator-core/elementary';

export const dense = makeDense({ units: 2 });

export const denseKind = elementaryKinds.find(({ kind }) => kind === dense.kind)!;

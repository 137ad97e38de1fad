import { formatShape, type ParamSpecs, type Traits } from '@sora-particles/combinator-core';
import { canonical } from '../composition/stub.ts';
import type { Change } from './compare-kinds.ts';

/** What changed in weights or state. Models that were saved before no longer load if any do. */
export function compareWeights(
  side: 'params' | 'state',
  before: ParamSpecs,
  after: ParamSpecs,
): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): readonly Change[] => {
    const path = `${side}.${name}`;
    const [old, now] = [before[name], after[name]];
    if (old === undefined) return [{ path, compatibility: 'major', description: 'added' }];
    if (now === undefined) return [{ path, compatibility: 'major', description: 'removed' }];
    const form = ({ shape, dtype = 'float32' }: typeof old): string =>
      `${formatShape(shape)} ${dtype}`;
    if (form(old) !== form(now)) {
      const description = `${form(old)} became ${form(now)}`;
      return [{ path, compatibility: 'major', description }];
    }
    return canonical(old) === canonical(now)
      ? []
      : [{ path, compatibility: 'minor', description: 'other first values' }];
  });
}

/** What callers may rely on: to lose it is incompatible, to gain it is not. */
export function compareTraits(before: Traits, after: Traits): readonly Change[] {
  const promises = ['deterministic', 'batchable', 'differentiable'] as const;
  return [
    ...promises.flatMap((trait): readonly Change[] => {
      if (before[trait] === after[trait]) return [];
      const isLost = before[trait];
      return [
        {
          path: `traits.${trait}`,
          compatibility: isLost ? 'major' : 'minor',
          description: isLost ? 'no longer promised' : 'promised now',
        },
      ];
    }),
    ...(['host', 'needsSeed'] as const).flatMap((trait): readonly Change[] =>
      before[trait] === after[trait]
        ? []
        : [
            {
              path: `traits.${trait}`,
              compatibility: trait === 'host' ? 'major' : 'minor',
              description: `${String(before[trait])} became ${String(after[trait])}`,
            },
          ],
    ),
  ];
}

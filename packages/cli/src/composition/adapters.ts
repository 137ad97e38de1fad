import {
  type Adapter,
  connect,
  type Contract,
  isParticleError,
  type Spec,
} from '@sora-particles/combinator-core';
import { kindParts } from '../metadata/package-field.ts';
import type { DescribedKind } from '../metadata/particle-file.ts';

/**
 * Suggests what is installed: every described particle from `x` to `y` without weights that takes what
 * there is and gives what is needed.
 */
export function installedAdapter(described: readonly DescribedKind[]): Adapter {
  const known = described.flatMap(({ kind, examples }) =>
    examples
      .filter(({ contract: { params, input, output } }) => {
        const ports = [...Object.keys(input), ...Object.keys(output)];
        return Object.keys(params).length === 0 && ports.join() === 'x,y';
      })
      .map(({ contract, config }) => ({
        call: `${kind} ${JSON.stringify(config)}`,
        contract,
      })),
  );
  return (needed, got) => known.filter(({ contract }) => helps(contract, needed, got)).slice(0, 1);
}

function helps(contract: Contract, needed: Spec, got: Spec): boolean {
  try {
    const { output } = connect({ ...contract, name: 'adapter' }, { x: { from: '', spec: got } });
    const { y } = output;
    if (y === undefined) return false;
    const consumer = { name: 'consumer', input: { x: needed }, output: {}, where: [] };
    connect(consumer, { x: { from: '', spec: y } });
    return true;
  } catch (error) {
    if (isParticleError(error)) return false;
    throw error;
  }
}

/**
 * Says after a remedy how what it suggests is called in a composition file.
 *
 * @param kinds - All that are installed.
 */
export function hintFor(kinds: readonly string[]): (remedy: string) => string {
  return (remedy) => {
    const calls = [...remedy.matchAll(/`(?:perItem\()?(\w+)\(/g)].map(([, name = '']) => name);
    const named = calls.flatMap(
      (name) => kinds.find((kind) => kindParts(kind)?.name === name) ?? [],
    );
    return named.length === 0 ? remedy : `${remedy} (in the file: ${named.join(', then ')})`;
  };
}

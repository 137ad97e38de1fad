import { joinPath } from '../combinators/names.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, EdgeStatus, Source } from '../particle.ts';
import { labelOf } from './walk.ts';

/** One connection within a particle, at any depth. */
export interface CheckedEdge {
  /** `path.port` of the producer; `input.port` for an input of the particle. */
  readonly from: string;
  /** `path.port` of the consumer. */
  readonly to: string;
  /**
   * `proved`: holds for all inputs that fit. `symbolic`: as well, with sizes that the call computes.
   * `unverified`: something could not be compared before the call.
   */
  readonly status: EdgeStatus;
  /** What could not be compared, e.g. `axis 1` or `meaning`. */
  readonly unverified: readonly string[];
}

/** What {@link check} found. */
export interface CheckReport {
  readonly edges: readonly CheckedEdge[];
  /** How many connections have each status. */
  readonly counts: Readonly<Record<EdgeStatus, number>>;
}

/** What {@link check} takes. */
export interface CheckOptions {
  /** Refuses unverified connections. Default false. */
  readonly strict?: boolean;
}

/**
 * Reports how sure each connection within a particle is. (What does not fit is refused when the
 * composition is made; a check can only find what was left open.)
 *
 * @throws ParticleError `contract-invalid` with `strict` and an unverified connection.
 *
 * @example
 * ```ts
 * import { check, compose } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * check(compose(dense({ units: 8 })).to(relu())).counts; // { proved: 2, symbolic: 0, unverified: 0 }
 * ```
 */
export function check(particle: AnyParticle, { strict = false }: CheckOptions = {}): CheckReport {
  const edges = edgesOf(particle, '');
  const open = edges.find(({ status }) => status === 'unverified');
  if (strict && open !== undefined) {
    throw new ParticleError({
      code: 'contract-invalid',
      summary: `'${open.from}' -> '${open.to}' is not verified: ${open.unverified.join(', ')}`,
      path: open.to,
      remedy: 'state what is missing on the producer, e.g. with input({ ... }) in between',
    });
  }
  const count = (status: EdgeStatus): number =>
    edges.filter((edge) => edge.status === status).length;
  return {
    edges,
    counts: {
      proved: count('proved'),
      symbolic: count('symbolic'),
      unverified: count('unverified'),
    },
  };
}

function edgesOf(particle: AnyParticle, path: string): readonly CheckedEdge[] {
  const { composition } = particle;
  if (composition === undefined) return [];
  const names = new Map(composition.nodes.map((node) => [node.name, labelOf(node)]));
  const nameOf = ({ node, port }: Source): string =>
    node === null
      ? `${path === '' ? 'input' : path}.${port}`
      : `${joinPath(path, names.get(node) ?? node)}.${port}`;
  const own = composition.edges.map(({ from, to, status, unverified }) => ({
    from: nameOf(from),
    to: nameOf(to),
    status,
    unverified,
  }));
  const inner = composition.nodes.flatMap(({ name, particle: part }) =>
    edgesOf(part, joinPath(path, name)),
  );
  return [...own, ...inner];
}

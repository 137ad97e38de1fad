import { branch } from '../../src/combinators/branch.ts';
import type { Chain } from '../../src/combinators/chain.ts';
import type { Graph } from '../../src/combinators/graph.ts';
import type { Parts } from '../../src/combinators/parts.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { residual } from '../../src/combinators/residual.ts';
import type { CheckStep } from '../../src/combinators/static-chain.ts';
import type { AddNode } from '../../src/combinators/static-graph.ts';
import type { Constraints, Ports } from '../../src/contract/spec.ts';
import type { StaticContract } from '../../src/contract/static/connect.ts';
import type { AnyParticle } from '../../src/particle.ts';

/*
 * The language of the table of messages. Each helper takes a composition that does not fit, and the
 * message. The message is typed as what the compiler tells for the argument in question: a row with
 * another text, or with one where everything fits, does not compile. The test at run time makes the
 * same composition and compares the summary of the error.
 */

/** A composition that is refused, and why. */
export interface Refusal {
  readonly message: string;
  /** Makes it, as JavaScript could. */
  readonly make: () => unknown;
}

const refusal = (message: unknown, make: () => unknown): Refusal => ({
  message: message as string,
  make,
});

/** A step that does not fit its chain. */
export function refusesStep<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Within,
  const Next extends StaticContract,
>(
  chain: Chain<Last, In, Out, Where, Within>,
  next: Next,
  message: CheckStep<Last, In, Out, Where, Within, Next>,
): Refusal {
  return refusal(message, () => chain.to(next as never));
}

/** Branches that contradict each other. */
export function refusesBranches<const Ps extends Parts>(
  parts: Ps,
  message: Parameters<typeof branch<Ps>>[0],
): Refusal {
  return refusal(message, () => branch(parts as never));
}

/** A particle around which there is no way. */
export function refusesResidual<
  F extends AnyParticle,
  Shortcut extends AnyParticle | undefined = undefined,
>(
  f: F,
  message: Parameters<typeof residual<F, 'residual', Shortcut>>[0],
  shortcut?: Shortcut,
): Refusal {
  return refusal(message, () => residual(f as never, { shortcut }));
}

/** A particle that does not fit itself. */
export function refusesRepeat<P extends AnyParticle, const Times extends number>(
  particle: P,
  times: Times,
  message: Parameters<typeof repeat<P, Times>>[0],
): Refusal {
  return refusal(message, () => repeat(particle as never, times));
}

/** A node that does not fit its graph. */
export function refusesNode<
  In extends Ports,
  Values,
  Where extends Constraints,
  GraphName extends string,
  const Name extends string,
  P extends StaticContract,
  const Wires extends Readonly<Record<string, string>>,
>(
  graph: Graph<In, Values, Where, GraphName>,
  name: Name,
  particle: P,
  wires: Wires,
  message: AddNode<In, Values, Where, GraphName, Name, P, Wires>,
): Refusal {
  return refusal(message, () => graph.node(name, particle, wires as never));
}

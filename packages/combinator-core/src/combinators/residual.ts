import { formatPorts } from '../contract/format.ts';
import type { Constraints, Ports } from '../contract/spec.ts';
import type { Connected } from '../contract/static/connect.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { composePlan } from './compose-plan.ts';
import { add } from './merge.ts';
import { sources } from './pass-through.ts';
import type { ResidualOf } from './static-residual.ts';
import type { Plan } from './wire.ts';

const KIND = 'combinator-core/residual@1';

/** Options of {@link residual}. */
export interface ResidualOptions<
  Name extends string = string,
  Shortcut extends AnyParticle | undefined = AnyParticle | undefined,
> {
  /** Name in messages and paths. Default `'residual'`. */
  readonly name?: Name;
  /** What the input goes through before it is added, where f changes its shape. Default: nothing. */
  readonly shortcut?: Shortcut;
}

/** Made by {@link residual}. */
export type Residual<Name extends string, F extends AnyParticle, Shortcut> =
  ResidualOf<F, Shortcut> extends Connected<
    infer Out extends Ports,
    infer Where extends Constraints,
    infer In extends Ports,
    unknown
  >
    ? Particle<Name, In, Out, Where>
    : Particle<Name>;

/** The particle itself where input and output can be added, otherwise the message. */
type CheckResidual<F extends AnyParticle, Shortcut> =
  ResidualOf<F, Shortcut> extends infer R ? (R extends string ? R : F) : never;

/**
 * A particle with a way around it, y = f(x) + shortcut(x), where the shortcut is x itself unless one is
 * given (He and others 2015, https://arxiv.org/abs/1512.03385). The two must have one shape; sizes
 * that f leaves open become those that make them equal.
 *
 * Input `x`: that of f. Output `y`: float32, in the shape of f's output. Weights: those of f under
 * their own paths, those of the shortcut under `shortcut/`.
 *
 * @throws ParticleError `axis-mismatch` or `rank-mismatch` where f changes the shape,
 *   `port-missing` for a particle that does not go from `x` to `y`.
 *
 * @example
 * ```ts
 * import { compose, residual } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const block = residual(compose(dense({ units: 64 })).to(relu()));
 * block.input.x.shape; // ['...lead', 64]
 * ```
 */
export function residual<
  F extends AnyParticle,
  const Name extends string = 'residual',
  Shortcut extends AnyParticle | undefined = undefined,
>(
  f: CheckResidual<F, Shortcut>,
  options?: ResidualOptions<Name, Shortcut>,
): Residual<Name, F, Shortcut>;
export function residual(f: AnyParticle, options: ResidualOptions = {}): unknown {
  return build(f, options);
}

function build(f: unknown, options: ResidualOptions): AnyParticle {
  const main = assertParticle(f, 'residual');
  checkOptions<ResidualOptions>('residual', options, {
    name: optional(is.string),
    shortcut: optional(is.anything),
  });
  const shortcut =
    options.shortcut === undefined ? undefined : assertParticle(options.shortcut, 'residual');
  requireXToY(main, 'a residual needs a particle');
  if (shortcut !== undefined) requireXToY(shortcut, 'a shortcut goes');
  const plan: Plan = {
    input: main.input,
    nodes: [
      { name: '', particle: main, inputs: sources(main.input, (port) => ({ node: null, port })) },
      ...(shortcut === undefined
        ? []
        : [{ name: 'shortcut', particle: shortcut, inputs: { x: { node: null, port: 'x' } } }]),
      {
        name: 'add',
        particle: add(),
        inputs: {
          a: { node: '', port: 'y' },
          b: shortcut === undefined ? { node: null, port: 'x' } : { node: 'shortcut', port: 'y' },
        },
      },
    ],
    outputs: { y: { node: 'add', port: 'y' } },
  };
  const children = shortcut === undefined ? [main] : [main, shortcut];
  return composePlan({ kind: KIND, name: options.name ?? 'residual', children }, plan);
}

function requireXToY({ name, input, output }: AnyParticle, subject: string): void {
  if (Object.hasOwn(input, 'x') && Object.hasOwn(output, 'y')) return;
  throw new ParticleError({
    code: 'port-missing',
    summary: `${subject} from 'x' to 'y'`,
    path: name,
    found: `${formatPorts(input)} -> ${formatPorts(output)}`,
  });
}

/** How a manifest makes a residual particle again. */
export const residualKind: ParticleKind = {
  kind: KIND,
  create: (_config, [main, shortcut], name) => build(main, { name, ...(shortcut && { shortcut }) }),
};

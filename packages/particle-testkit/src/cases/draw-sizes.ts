import {
  connect,
  evaluateShape,
  isParticleError,
  isSpread,
  isTensorSpec,
  ParticleError,
  type AnyParticle,
  type Bindings,
  type Dim,
  type RandomSource,
  type Spec,
} from '@sora-particles/combinator-core';

/** Shapes of all inputs, by port. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

const ATTEMPTS = 2000;

/**
 * Draws shapes that the contract accepts: small ones first, larger ones where those do not fit.
 *
 * @param fixed - Sizes that are settled, by symbol.
 * @param least - The least size of the first axis of each port.
 * @throws ParticleError `symbol-unbound` if none are found.
 */
export function drawSizes(
  particle: AnyParticle,
  ports: readonly string[],
  random: RandomSource,
  { fixed = {}, least = 1 }: { fixed?: Bindings | undefined; least?: number } = {},
): Shapes {
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const most = 3 + Math.floor(attempt / 40);
    const draw = (from = 1): number => from + random.integer(Math.max(1, most - from + 1));
    try {
      const shapes = drawOnce(particle, ports, { fixed, least, draw, random });
      connect(particle, supplies(particle, shapes));
      return shapes;
    } catch (error) {
      if (!isParticleError(error)) throw error;
      last = error;
    }
  }
  throw new ParticleError({
    code: 'symbol-unbound',
    summary: `no sizes found by chance that '${particle.name}' accepts`,
    path: particle.kind,
    remedy: 'give the example `bindings`, or `inputs`',
    cause: last,
  });
}

interface Drawing {
  readonly fixed: Bindings;
  readonly least: number;
  readonly draw: (from?: number) => number;
  readonly random: RandomSource;
}

function drawOnce(
  { input }: AnyParticle,
  ports: readonly string[],
  { fixed, least, draw, random }: Drawing,
): Shapes {
  const bindings: Record<string, Dim | readonly Dim[]> = { ...fixed };
  for (const port of ports) {
    (input[port]?.shape ?? []).forEach((dim, axis) => {
      if (typeof dim !== 'string' || Object.hasOwn(bindings, dim)) return;
      const from = axis === 0 ? least : 1;
      bindings[dim] = isSpread(dim) ? drawAxes(from, draw, random) : draw(from);
    });
  }
  return Object.fromEntries(
    ports.map((port) => [
      port,
      evaluateShape(input[port]?.shape ?? [], bindings).map((dim) =>
        typeof dim === 'number' ? dim : draw(),
      ),
    ]),
  );
}

/** No, one or two axes; at least one where the first must have some size. */
function drawAxes(from: number, draw: Drawing['draw'], random: RandomSource): readonly number[] {
  const rank = from > 1 ? 1 + random.integer(2) : random.integer(3);
  return Array.from({ length: rank }, (_, axis) => draw(axis === 0 ? from : 1));
}

function supplies({ input }: AnyParticle, shapes: Shapes) {
  return Object.fromEntries(
    Object.entries(shapes).map(([port, shape]) => {
      const needed = input[port] ?? { shape: [] };
      const spec: Spec = isTensorSpec(needed)
        ? { ...needed, shape, dtype: oneDType(needed.dtype) }
        : { ...needed, shape };
      return [port, { from: 'input', spec }];
    }),
  );
}

/** The first of the element types that a port takes. */
export function oneDType<D extends string>(dtype: D | readonly D[] | undefined): D | 'float32' {
  return typeof dtype === 'string' ? dtype : (dtype?.[0] ?? 'float32');
}

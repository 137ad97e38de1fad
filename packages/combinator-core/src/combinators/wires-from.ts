import type { AnyParticle, Source } from '../particle.ts';

/** Outputs of earlier steps that a later one may take, by port: the latest of each name, but no `y`. */
export type Reach = Readonly<Record<string, Source>>;

/**
 * What the inputs of a step take: from the one before it the outputs of the same name, and `y` for `x`;
 * else what is within reach from earlier ones. A step that takes nothing of the one before it takes
 * nothing at all: it would make what came before it vain, which is never meant.
 */
export function wiresFrom(
  name: string,
  producer: AnyParticle,
  consumer: AnyParticle,
  reach: Reach = {},
): Readonly<Record<string, Source>> {
  const ports = Object.keys(consumer.input);
  const given = new Map(
    ports.flatMap((port): [string, Source][] => {
      const own = port === 'x' && !Object.hasOwn(producer.output, 'x') ? 'y' : port;
      return Object.hasOwn(producer.output, own) ? [[port, { node: name, port: own }]] : [];
    }),
  );
  if (given.size === 0) return {};
  return Object.fromEntries(
    ports.flatMap((port): [string, Source][] => {
      const source = given.get(port) ?? (Object.hasOwn(reach, port) ? reach[port] : undefined);
      return source === undefined ? [] : [[port, source]];
    }),
  );
}

/** What is within reach behind a step: what was before it, and the names that it gives anew. */
export function reachBehind(reach: Reach, name: string, { output }: AnyParticle): Reach {
  const ports = Object.keys(output).filter((port) => port !== 'y');
  if (ports.length === 0) return reach;
  const given = ports.map((port): [string, Source] => [port, { node: name, port }]);
  return { ...reach, ...Object.fromEntries(given) };
}

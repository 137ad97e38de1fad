import type { AnyParticle, Source } from '../particle.ts';

/** What the inputs of a step take from the one before it: the outputs of the same name; `x` takes `y`. */
export function wiresFrom(
  name: string,
  producer: AnyParticle,
  consumer: AnyParticle,
): Readonly<Record<string, Source>> {
  const wires = Object.keys(consumer.input).flatMap((port): [string, Source][] => {
    const source = Object.hasOwn(producer.output, port) ? port : port === 'x' ? 'y' : undefined;
    return source !== undefined && Object.hasOwn(producer.output, source)
      ? [[port, { node: name, port: source }]]
      : [];
  });
  return Object.fromEntries(wires);
}

import type { AnyParticle, Source } from '../particle.ts';
import type { Plan } from './wire.ts';

/** The plan of one particle whose ports and weights keep their names. */
export function passThrough(particle: AnyParticle): Plan {
  return {
    input: particle.input,
    nodes: [
      { name: '', particle, inputs: sources(particle.input, (port) => ({ node: null, port })) },
    ],
    outputs: sources(particle.output, (port) => ({ node: '', port })),
  };
}

/** One source for each port of a record. */
export function sources(
  ports: object,
  sourceOf: (port: string) => Source,
): Readonly<Record<string, Source>> {
  return Object.fromEntries(Object.keys(ports).map((port) => [port, sourceOf(port)]));
}

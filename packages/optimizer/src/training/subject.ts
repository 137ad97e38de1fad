import {
  connect,
  isTensorSpec,
  ParticleError,
  stagesOf,
  type AnyParticle,
  type Spec,
  type Variables,
} from '@sora-particles/combinator-core';
import type { Examples } from '../data/examples.ts';
import { suppliesOf } from '../data/supplies.ts';
import { hostOnly } from './forward.ts';
import { hostStage, type HostStage } from './host-stage.ts';
import type { FinalActivation } from './prediction-form.ts';

/** A particle as training and evaluation see it. */
export interface Subject {
  readonly particle: AnyParticle;
  /** The particle up to its logits. */
  readonly body: AnyParticle;
  /** The port of `body` that holds the predictions. */
  readonly port: string;
  readonly activation: FinalActivation;
  /** The leading steps that run outside of tensors, if any. */
  readonly host: AnyParticle | undefined;
  /** Makes these steps ready to run. */
  hostStage(variables: Variables): HostStage | undefined;
  /**
   * What the body gives for these examples.
   *
   * @throws ParticleError as `connect`, if they do not fit.
   */
  outputFor(from: string, examples: Examples): Spec;
}

/**
 * Takes a particle apart for training.
 *
 * @throws ParticleError `host-only` for one whose middle runs outside of tensors;
 *   `contract-invalid` for one without a single output to judge.
 */
export function subjectOf(particle: AnyParticle): Subject {
  const { host, body, activation } = stagesOf(particle);
  if (body.traits.host) throw hostOnly(particle.name);
  const port = onlyOutput(body);
  const ports = host === undefined ? {} : portsBetween(host, body);
  return {
    particle,
    body,
    port,
    activation,
    host,
    hostStage: (variables) => host && hostStage(host, variables, ports),
    outputFor(from, examples) {
      const first = host ?? body;
      const given = connect(first, suppliesOf(from, first.input, examples));
      if (host === undefined) return given.output[port] as Spec;
      const between = Object.fromEntries(
        Object.entries(ports).map(([input, output]) => [
          input,
          { from: host.name, spec: given.output[output] as Spec },
        ]),
      );
      return connect(body, between).output[port] as Spec;
    },
  };
}

function onlyOutput({ name, output }: AnyParticle): string {
  const [port, ...others] = Object.keys(output);
  if (port !== undefined && others.length === 0 && isTensorSpec(output[port] ?? { shape: [] })) {
    return port;
  }
  throw new ParticleError({
    code: 'contract-invalid',
    summary: `'${name}' must have one output, a tensor, to be judged by a loss`,
    path: name,
    expected: 'one output port',
    found: Object.keys(output).join(', ') || 'none',
    remedy: 'combine the outputs into one, e.g. with concatenate()',
  });
}

/** For each input of the body that the host steps supply, which of their outputs: as in a chain. */
function portsBetween(host: AnyParticle, body: AnyParticle): Readonly<Record<string, string>> {
  const gives = (port: string): boolean => Object.hasOwn(host.output, port);
  return Object.fromEntries(
    Object.keys(body.input).flatMap((input): [string, string][] => {
      const output = input === 'x' && !gives('x') ? 'y' : input;
      return gives(output) ? [[input, output]] : [];
    }),
  );
}

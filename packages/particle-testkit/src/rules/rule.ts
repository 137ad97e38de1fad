import { ParticleError, type AnyParticle, type Registry } from '@sora-particles/combinator-core';
import type { TitledExample } from '../example.ts';

/** The names of the rules. */
export type RuleName =
  | 'manifest'
  | 'frozen'
  | 'naming'
  | 'options'
  | 'contract'
  | 'range'
  | 'inputs'
  | 'purity'
  | 'determinism'
  | 'state'
  | 'memory'
  | 'batch'
  | 'gradient'
  | 'backends'
  | 'cost'
  | 'traits'
  | 'closure'
  | 'within';

/** What a rule looks at. */
export interface Subject {
  readonly example: TitledExample;
  readonly particle: AnyParticle;
  /** Makes the particle and its parts. */
  readonly registry: Registry;
  /** Roots of the random numbers; each gives another input. */
  readonly seeds: readonly number[];
  /** Backends of TensorFlow.js that must agree, the one that counts first. */
  readonly backends: readonly string[];
}

/** One promise that every particle makes. */
export interface Rule {
  readonly name: RuleName;
  /** The promise, as the end of a sentence that begins with the particle. */
  readonly title: string;
  /** Whether there is something to test. Default: always. */
  readonly applies?: (particle: AnyParticle, backends: readonly string[]) => boolean;
  /**
   * Tests a particle.
   *
   * @throws ParticleError `conformance-failed`.
   */
  check(subject: Subject): Promise<void>;
}

/** How a rule is broken. */
export interface Breach {
  readonly summary: string;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/** The error that tells how a particle breaks a rule. */
export function broken({ kind }: AnyParticle, breach: Breach): ParticleError {
  return new ParticleError({ code: 'conformance-failed', path: kind, ...breach });
}

/** An error in one line. */
export function oneLine(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0] ?? ''}`;
  return String(error);
}

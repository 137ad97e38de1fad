/** Something that can be measured again and again. */
export interface Sampler<Sample> {
  readonly name: string;
  readonly sample: () => Promise<Sample>;
}

/** What {@link takeTurns} gives. */
export interface Turns<Sample> {
  /** By name, one sample a round. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** By name, what those died of that did not come through. They have no samples. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/**
 * Measures by turns, A B C A B C, so that whatever drifts (temperature, other programs) hits all alike.
 * One that fails is left out of the rounds that follow.
 */
export async function takeTurns<Sample>(
  samplers: readonly Sampler<Sample>[],
  rounds: number,
): Promise<Turns<Sample>> {
  const samples = new Map<string, Sample[]>(samplers.map(({ name }) => [name, []]));
  const failures = new Map<string, unknown>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, sample } of samplers) {
      const taken = samples.get(name);
      if (taken === undefined) continue;
      try {
        taken.push(await sample());
      } catch (error) {
        failures.set(name, error);
        samples.delete(name);
      }
    }
  }
  return { samples, failures };
}

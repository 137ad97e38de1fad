/** The mean loss of a stretch of a run. */
export interface Stretch {
  /** Its last step, from 1. */
  readonly step: number;
  readonly loss: number;
}

/** The losses of all batches, averaged over about as many stretches of equal length as asked for. */
export function smooth(losses: readonly number[], stretches: number): readonly Stretch[] {
  const length = Math.max(1, Math.floor(losses.length / stretches));
  return Array.from({ length: Math.floor(losses.length / length) }, (_, index) => {
    const part = losses.slice(index * length, (index + 1) * length);
    return {
      step: (index + 1) * length,
      loss: part.reduce((sum, loss) => sum + loss, 0) / length,
    };
  });
}

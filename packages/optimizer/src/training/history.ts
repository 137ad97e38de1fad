/** Figures by name: `loss`, each metric, and with validation `val_loss` and `val_<metric>`. */
export type Figures = Readonly<Record<string, number>>;

/**
 * The figures of one epoch, e.g. `{ epoch: 3, loss: 0.05, accuracy: 0.98, val_loss: 0.06, ... }`.
 * `epoch` counts from 1. `loss` and metrics are means over the batches as they were trained on (with
 * dropout, and while the weights still changed); those with `val_` are taken after the epoch. A
 * figure that cannot be told (AUC of one class) is left out.
 */
export type EpochRecord = Figures & { readonly epoch: number; readonly loss: number };

/** What a run measured, epoch by epoch: plain JSON that the same seed makes again bit by bit. */
export type History = readonly EpochRecord[];

/** The names as they are for validation. */
export function forValidation(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [validationName(name), value]),
  );
}

/** The name that a figure has for validation data, as in Keras. */
export function validationName(name: string): string {
  return `val_${name}`;
}

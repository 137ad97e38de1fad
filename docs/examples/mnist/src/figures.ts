/** What was measured in an epoch. */
export interface EpochFigures {
  readonly epoch: number;
  readonly seconds: number;
  readonly loss: number;
  /** On the images as they were trained on. */
  readonly accuracy: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

/** The figures of a run, as `--json` writes them. */
export interface RunFigures {
  readonly backend: string;
  readonly backendDescription: string;
  readonly recognizer: string;
  readonly augment: boolean;
  readonly seed: number;
  readonly batchSize: number;
  readonly trainingImages: number;
  readonly testImages: number;
  readonly parameters: number;
  readonly epochs: readonly EpochFigures[];
  /** `'completed'` or `'aborted'`. */
  readonly stopReason: string;
  /** On the test images, after the last epoch; left out for a run that was stopped. */
  readonly testAccuracy?: number;
  /** Where the model is. */
  readonly model: { readonly library: string; readonly name: string; readonly version: number };
  /** PNG files that the second process was given and read rightly; left out for a run that was stopped. */
  readonly served?: { readonly files: number; readonly right: number };
  readonly report?: string;
}

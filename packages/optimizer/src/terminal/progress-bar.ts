import { checkOptions, is, optional, type OptionCheck } from '@sora-particles/combinator-core';
import type { FitEvent } from '../training/index.ts';
import { epochBars } from './bar.ts';
import { plainLines } from './plain-lines.ts';

/** Where progress is shown. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** Where to write to. Default `process.stderr`, so that results on standard output stay clean. */
  readonly stream?: OutputStream;
  /** Seconds between lines within an epoch where there is no terminal; positive. Default 30. */
  readonly secondsBetweenLines?: number;
}

/**
 * Shows the progress of `fit` in a terminal: a bar for each epoch with the loss, the metrics, the
 * speed and the time left, which stays as a line with the figures for validation data when the epoch
 * is over. Where there is no terminal (a file, a CI job), plain lines.
 *
 * @returns A handler for `onEvent`, for one run after the other.
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import type { FitOptions } from '@sora-particles/optimizer';
 * import { progressBar } from '@sora-particles/optimizer/terminal';
 *
 * const options: Pick<FitOptions, 'onEvent'> = { onEvent: progressBar() };
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): (event: FitEvent) => void {
  checkOptions<ProgressBarOptions>('progressBar', options, {
    stream: optional(isStream),
    secondsBetweenLines: optional(is.positive),
  });
  const { stream = process.stderr, secondsBetweenLines = 30 } = options;
  return stream.isTTY === true ? epochBars(stream) : plainLines(stream, secondsBetweenLines);
}

const isStream: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && 'write' in value
    ? undefined
    : 'a stream to write to';

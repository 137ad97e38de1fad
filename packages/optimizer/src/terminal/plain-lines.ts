import type { FitEvent } from '../training/index.ts';
import { formatEpoch, formatFigures, formatSeconds, formatSpeed } from './figures.ts';
import type { OutputStream } from './progress-bar.ts';

/** A line for each epoch, and in long epochs one now and then. */
export function plainLines(
  stream: OutputStream,
  secondsBetween: number,
): (event: FitEvent) => void {
  let examples = 0;
  let lines = 0;
  const write = (...parts: readonly string[]): void => {
    stream.write(`${parts.filter((part) => part !== '').join('  ')}\n`);
  };
  return (event) => {
    if (event.type === 'epochStart') {
      examples = 0;
      lines = 0;
    }
    if (event.type === 'batchEnd') {
      const { epoch, epochs, batch, batches, figures, examplesPerSecond, eta, size } = event;
      examples += size;
      const seconds = examples / examplesPerSecond;
      if (seconds < (lines + 1) * secondsBetween) return;
      lines = Math.floor(seconds / secondsBetween);
      write(
        formatEpoch(epoch, epochs),
        batches === undefined ? `batch ${batch}` : `batch ${batch}/${batches}`,
        formatFigures(figures),
        formatSpeed(examplesPerSecond),
        eta === undefined ? '' : `ETA ${formatSeconds(eta)}`,
      );
    }
    if (event.type === 'epochEnd') {
      const { epoch, epochs, figures, seconds, examplesPerSecond } = event;
      write(
        formatEpoch(epoch, epochs),
        formatFigures(figures),
        formatSpeed(examplesPerSecond),
        formatSeconds(seconds),
      );
    }
  };
}

import cliProgress from 'cli-progress';
import type { BatchEndEvent, EpochEndEvent, FitEvent } from '../training/index.ts';
import { formatEpoch, formatFigures, formatSeconds, formatSpeed } from './figures.ts';
import type { OutputStream } from './progress-bar.ts';

const BAR_SIZE = 20;

/**
 * A bar for each epoch. Nothing of the terminal is changed (no hidden cursor, no switched-off line
 * wrapping), so that there is nothing to restore after Ctrl-C.
 */
export function epochBars(stream: OutputStream): (event: FitEvent) => void {
  // Called when the line is drawn, which is less often than there are batches.
  let line = (): string => '';
  let bar: cliProgress.SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return (event) => {
    switch (event.type) {
      case 'epochStart':
        stop();
        line = () => `${formatEpoch(event.epoch, event.epochs)}  ...`;
        bar = new cliProgress.SingleBar({
          stream,
          linewrap: true,
          hideCursor: false,
          format: () => line(),
        });
        bar.start(event.batches ?? 0, 0);
        return;
      case 'batchEnd':
        line = () => batchLine(event);
        bar?.update(event.batch);
        return;
      case 'epochEnd':
        line = () => epochLine(event);
        stop();
        return;
      case 'runEnd':
      case 'failed':
        stop();
        return;
      default:
    }
  };
}

function batchLine(event: BatchEndEvent): string {
  const { epoch, epochs, batch, batches, figures, examplesPerSecond, eta } = event;
  return [
    formatEpoch(epoch, epochs),
    batches === undefined ? `batch ${batch}` : `${draw(batch / batches)} ${batch}/${batches}`,
    formatFigures(figures),
    formatSpeed(examplesPerSecond),
    ...(eta === undefined ? [] : [`ETA ${formatSeconds(eta)}`]),
  ].join('  ');
}

function epochLine({ epoch, epochs, figures, examplesPerSecond, seconds }: EpochEndEvent): string {
  return [
    formatEpoch(epoch, epochs),
    draw(1),
    formatFigures(figures),
    formatSpeed(examplesPerSecond),
    formatSeconds(seconds),
  ].join('  ');
}

/** A bar that is filled to a part of its length. */
function draw(part: number): string {
  const full = Math.round(Math.min(part, 1) * BAR_SIZE);
  return `[${'='.repeat(full)}${'-'.repeat(BAR_SIZE - full)}]`;
}

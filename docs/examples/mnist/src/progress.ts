import type { FitEvent } from '@sora-particles/optimizer';
import { percent } from './text.ts';

/** Says after each epoch how it went. */
export function epochLines(say: (line: string) => void): (event: FitEvent) => void {
  return (event) => {
    if (event.type !== 'epochEnd') return;
    const { epoch, epochs, figures, seconds } = event;
    const share = (name: string) => percent(figures[name] ?? 0);
    say(
      `epoch ${epoch}/${epochs}: loss ${figures.loss.toFixed(4)}, accuracy ${share('accuracy')}, ` +
        `test accuracy ${share('val_accuracy')}, ${seconds.toFixed(1)} s`,
    );
  };
}

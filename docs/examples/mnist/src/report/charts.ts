import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { EpochFigures } from '../figures.ts';
import { smooth } from '../smooth.ts';

// Colours are variables of the page, so that they follow its light or dark scheme.
const TRAINING = 'var(--training)';
const TEST = 'var(--test)';

/** The loss of each batch, averaged over stretches of the run. */
export function lossChart(losses: readonly number[]): string {
  return draw({
    ariaLabel: 'Loss over the steps of the run',
    x: { label: 'step', labelOffset: 40 },
    y: { label: 'loss', type: 'log', grid: true, ticks: 5, tickFormat: '~g' },
    marks: [
      Plot.lineY(smooth(losses, 60), { x: 'step', y: 'loss', stroke: TRAINING, strokeWidth: 1.8 }),
    ],
  });
}

/** Accuracy on training and test images, epoch by epoch. */
export function accuracyChart(epochs: readonly EpochFigures[]): string {
  const series = [
    { name: 'training', key: 'accuracy', colour: TRAINING },
    { name: 'test', key: 'testAccuracy', colour: TEST },
  ] as const;
  const lowest = Math.min(...epochs.flatMap((e) => [e.accuracy, e.testAccuracy])) * 100;
  const last = epochs.at(-1);
  return draw({
    ariaLabel: 'Accuracy on training and test images, epoch by epoch',
    marginRight: 64,
    x: {
      label: 'epoch',
      labelOffset: 40,
      ticks: epochs.map(({ epoch }) => epoch).filter(everyFew(epochs.length)),
      tickFormat: 'd',
    },
    y: {
      label: 'right answers, %',
      grid: true,
      domain: [Math.floor(lowest - 0.5), 100],
      nice: true,
    },
    marks: series.flatMap(({ name, key, colour }) => {
      const points = epochs.map((e) => ({ epoch: e.epoch, percent: e[key] * 100 }));
      return [
        Plot.lineY(points, { x: 'epoch', y: 'percent', stroke: colour, strokeWidth: 1.8 }),
        Plot.dot(points, { x: 'epoch', y: 'percent', fill: colour, r: 3 }),
        ...(last
          ? [
              Plot.text([{ epoch: last.epoch, percent: last[key] * 100 }], {
                x: 'epoch',
                y: 'percent',
                text: () => name,
                fill: colour,
                textAnchor: 'start',
                dx: 8,
                dy: key === 'accuracy' ? -6 : 6,
              }),
            ]
          : []),
      ];
    }),
  });
}

/** How often each digit was taken for which. Mistakes are shaded by their number. */
export function confusionChart(confusion: readonly (readonly number[])[]): string {
  const cells = confusion.flatMap((row, actual) =>
    row.map((count, predicted) => ({ actual, predicted, count, right: actual === predicted })),
  );
  const worst = Math.max(1, ...cells.filter(({ right }) => !right).map(({ count }) => count));
  return draw({
    ariaLabel: 'How often each digit was taken for which',
    height: 440,
    marginTop: 48,
    marginLeft: 48,
    marginBottom: 8,
    x: {
      label: 'read as',
      axis: 'top',
      type: 'band',
      labelAnchor: 'center',
      labelOffset: 42,
      tickSize: 0,
      labelArrow: 'none',
    },
    y: {
      label: 'is',
      type: 'band',
      labelAnchor: 'center',
      labelOffset: 42,
      tickSize: 0,
      labelArrow: 'none',
    },
    marks: [
      Plot.cell(cells, {
        x: 'predicted',
        y: 'actual',
        inset: 1,
        rx: 2,
        fill: ({ right }: { right: boolean }) => (right ? TEST : 'var(--mistake)'),
        fillOpacity: ({ right, count }: { right: boolean; count: number }) =>
          right ? 0.22 : count === 0 ? 0.03 : 0.12 + 0.68 * (count / worst),
      }),
      Plot.text(cells, {
        x: 'predicted',
        y: 'actual',
        text: ({ count }: { count: number }) => (count === 0 ? '' : String(count)),
        fill: 'currentColor',
      }),
    ],
    color: { type: 'identity' },
    opacity: { type: 'identity' },
  });
}

function everyFew(count: number): (epoch: number) => boolean {
  const step = Math.ceil(count / 10);
  return (epoch) => epoch % step === 0 || count === 1;
}

/** Draws without a browser, as SVG that a page can hold. */
function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><body></body>');
  const chart = Plot.plot({
    document,
    width: 480,
    height: 300,
    marginLeft: 48,
    marginBottom: 44,
    style: { fontSize: '12px', background: 'none', overflow: 'visible' },
    ...options,
  });
  return chart.outerHTML;
}

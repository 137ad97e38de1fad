import { type AnyParticle, summary } from '@sora-particles/combinator-core';
import type { Digits } from '../data.ts';
import type { Misread } from '../draw.ts';
import type { Examination } from '../examine.ts';
import type { RunFigures } from '../figures.ts';
import { grouped, percent } from '@sora-particles/example-kit';
import { pngOf } from '../serve.ts';
import { accuracyChart, confusionChart, lossChart } from './charts.ts';
import { drawFlowchart } from './flowchart.ts';
import { escape, list, page, type Section, table } from './page.ts';

/** What {@link writeReport} tells about. */
export interface ReportOptions {
  readonly figures: RunFigures;
  readonly losses: readonly number[];
  readonly examination: Examination;
  readonly digits: Digits;
  /** The whole way from files to answers. */
  readonly particle: AnyParticle;
}

/** How many misread digits are shown. */
const SHOWN = 25;

/** Writes the report of a run as one HTML page without outside parts. */
export async function writeReport(options: ReportOptions): Promise<string> {
  const { figures, losses, examination, digits, particle } = options;
  const { accuracy, count, confusion, misread } = examination;
  const flowchart = await drawFlowchart(particle);
  const steps = summary(particle);
  const chart = (svg: string) => `<div class="chart">${svg}</div>`;
  const sections: Section[] = [
    { title: 'The run', html: list(settings(figures)) },
    { title: 'Epoch by epoch', html: table(HEAD, figures.epochs.map(epochRow)) },
    {
      title: 'Loss',
      note: 'Categorical cross-entropy of the batches.',
      html: chart(lossChart(losses)),
    },
    {
      title: 'Accuracy',
      note: 'Training: while the weights still changed. Test: after the epoch.',
      html: chart(accuracyChart(figures.epochs)),
    },
    {
      title: 'Which digit is taken for which',
      note: `${grouped(count)} test images. Right answers on the diagonal; mistakes shaded by number.`,
      html: chart(confusionChart(confusion)),
    },
    {
      title: `${grouped(misread.length)} misread`,
      note: misread.length > SHOWN ? `The ${SHOWN} surest mistakes.` : 'The surest mistakes first.',
      html: `<div class="digits">${misread
        .slice(0, SHOWN)
        .map((one) => digit(digits, one))
        .join('')}</div>`,
    },
    {
      title: 'The model: from a file to an answer',
      note: 'Saved as it is here, decoding included, so that use and training treat images alike.',
      wide: true,
      html: `<div class="model"><div class="flow">${flowchart.svg}</div><pre>${escape(steps)}</pre></div>
<details><summary>Mermaid source of the drawing</summary><pre>${escape(flowchart.mermaid)}</pre></details>`,
    },
  ];
  return page(
    `Handwritten digits: ${percent(accuracy)} right`,
    `${grouped(count - misread.length)} of ${grouped(count)} test images, by a network of ${grouped(figures.parameters)} weights.`,
    sections,
  );
}

const HEAD = ['epoch', 'loss', 'accuracy', 'test loss', 'test accuracy', 'seconds'];

function epochRow(e: RunFigures['epochs'][number]): string[] {
  return [
    String(e.epoch),
    e.loss.toFixed(4),
    percent(e.accuracy),
    e.testLoss.toFixed(4),
    percent(e.testAccuracy),
    e.seconds.toFixed(1),
  ];
}

function settings(figures: RunFigures): [string, string][] {
  const { model, served } = figures;
  return [
    ['Network', `${figures.recognizer}${figures.augment ? ', images varied while training' : ''}`],
    [
      'Images',
      `${grouped(figures.trainingImages)} to train, ${grouped(figures.testImages)} to test (MNIST)`,
    ],
    ['Batches of', String(figures.batchSize)],
    ['Seed', String(figures.seed)],
    ['Backend', figures.backendDescription],
    ['Saved as', `${model.name}, version ${model.version}, in ${model.library}`],
    ...(served
      ? [
          ['Second process', `${served.right} of ${served.files} PNG files read rightly`] as [
            string,
            string,
          ],
        ]
      : []),
  ];
}

function digit(digits: Digits, { index, actual, predicted, score }: Misread): string {
  const image = Buffer.from(pngOf(digits, index)).toString('base64');
  const caption = `${actual} as ${predicted}, ${percent(score, 0)}`;
  return `<figure><img alt="${caption}" width="28" height="28" src="data:image/png;base64,${image}"><figcaption>${caption}</figcaption></figure>`;
}

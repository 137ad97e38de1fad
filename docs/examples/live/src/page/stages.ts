import { contextOf, make } from './element.ts';
import type { Look, Stage, StageName } from './look.ts';

/** Maps in a row, where a step gives several. */
const COLUMNS = 8;

const TITLES = {
  input: 'Your drawing, centred',
  resize: 'Resized',
  rescale: 'Scaled',
  conv1: 'Features after the convolution',
  pool1: 'Features after the pooling',
} as const satisfies Partial<Record<StageName, string>>;

type ShownStage = keyof typeof TITLES;

/** Shows what the steps gave, or empties the pictures where nothing is drawn. */
export type ShowStages = (look: Look | undefined) => void;

/** Makes a figure for each step. */
export function createStages(container: HTMLElement): ShowStages {
  const figures = (Object.keys(TITLES) as ShownStage[]).map((name) => {
    const figure = make('figure', '', name === 'conv1' || name === 'pool1' ? 'maps' : 'image');
    const canvas = make('canvas');
    canvas.setAttribute('role', 'img');
    canvas.width = canvas.height = 1;
    const caption = make('figcaption');
    figure.append(canvas, caption);
    container.append(figure);
    return { name, canvas, caption };
  });
  return (look) => {
    for (const { name, canvas, caption } of figures) {
      const text = look === undefined ? 'nothing yet' : describe(look.stages[name]);
      caption.replaceChildren(make('strong', TITLES[name]), make('span', text));
      canvas.setAttribute('aria-label', `${TITLES[name]}: ${text}`);
      if (look === undefined) contextOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
      else paint(canvas, look.stages[name]);
    }
  };
}

function describe({ shape, values }: Stage): string {
  const [low, high] = rangeOf(values);
  const number = (value: number) => String(Number(value.toFixed(2)));
  return `${shape.join(' x ')}, from ${number(low)} to ${number(high)}`;
}

function rangeOf(values: Float32Array): readonly [low: number, high: number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** One gray image for each channel, side by side; black is the least of all values, white the most. */
function paint(canvas: HTMLCanvasElement, { shape, values }: Stage): void {
  const [height = 1, width = 1, channels = 1] = shape;
  const columns = Math.min(COLUMNS, channels);
  const gap = channels > 1 ? 1 : 0;
  canvas.width = columns * (width + gap) - gap;
  canvas.height = Math.ceil(channels / columns) * (height + gap) - gap;
  const image = new ImageData(canvas.width, canvas.height);
  const [low, high] = rangeOf(values);
  const scale = high > low ? 255 / (high - low) : 0;
  for (const [at, value] of values.entries()) {
    const channel = at % channels;
    const pixel = Math.floor(at / channels);
    const x = (channel % columns) * (width + gap) + (pixel % width);
    const y = Math.floor(channel / columns) * (height + gap) + Math.floor(pixel / width);
    const gray = (value - low) * scale;
    image.data.set([gray, gray, gray, 255], 4 * (y * canvas.width + x));
  }
  contextOf(canvas).putImageData(image, 0, 0);
}

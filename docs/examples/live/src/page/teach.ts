import { SIDE } from '../digits.ts';
import { createCurve } from './curve.ts';
import { contextOf, element, make } from './element.ts';
import type { LabelledDrawing } from './messages.ts';
import type { Trainer } from './retrain.ts';
import { inWords } from './words.ts';

/** What the section needs of the page. */
export interface TeachOptions {
  readonly trainer: Trainer;
  /** The drawing, resized; undefined where there is none. */
  readonly drawing: () => Float32Array | undefined;
  /** Called when a run begins and when it has ended. */
  readonly onRun: (isRunning: boolean) => void;
}

/** Fills the section in which the user labels drawings and retrains. */
export function createTeach({ trainer, drawing, onRun }: TeachOptions): void {
  const label = element('label', HTMLSelectElement);
  const list = element('examples', HTMLUListElement);
  const add = element('add', HTMLButtonElement);
  const train = element('train', HTMLButtonElement);
  const stop = element('stop', HTMLButtonElement);
  const progress = element('progress', HTMLElement);
  const curve = createCurve(element('curve', SVGSVGElement));
  const drawings = new Set<LabelledDrawing>();
  for (let digit = 0; digit < 10; digit++) label.append(make('option', String(digit)));

  const tell = () => {
    train.disabled = drawings.size === 0;
    progress.textContent =
      drawings.size === 0 ? 'Add a drawing first.' : `Drawings to learn: ${drawings.size}.`;
  };
  add.addEventListener('click', () => {
    const pixels = drawing();
    if (pixels === undefined) {
      progress.textContent = 'Draw a digit first.';
      return;
    }
    const example = { pixels, label: Number(label.value) };
    drawings.add(example);
    const item = itemOf(example, () => {
      drawings.delete(example);
      item.remove();
      tell();
      add.focus();
    });
    list.append(item);
    tell();
  });

  const run = async () => {
    let [step, steps, first, latest] = [0, 0, 0, 0];
    const isStopped = await trainer.train([...drawings], {
      onStart(count) {
        steps = count;
        curve.start(count);
      },
      onStep(loss) {
        step++;
        latest = loss;
        if (step === 1) first = loss;
        curve.add(loss);
        // Every step would be too much for those to whom it is read out.
        if (step % 10 === 0) progress.textContent = `Step ${step} of ${steps}.`;
      },
    });
    const how = isStopped ? `Stopped after ${step} of ${steps} steps` : `Learnt in ${step} steps`;
    progress.textContent = `${how}: the loss went from ${first.toFixed(2)} to ${latest.toFixed(2)}. The new weights are in use.`;
  };
  train.addEventListener('click', () => {
    [train.disabled, add.disabled, stop.disabled] = [true, true, false];
    progress.textContent = 'The worker starts ...';
    onRun(true);
    run()
      .catch((error: unknown) => {
        progress.textContent = `It could not be trained: ${inWords(error)}`;
      })
      .finally(() => {
        [train.disabled, add.disabled, stop.disabled] = [drawings.size === 0, false, true];
        onRun(false);
      });
  });
  stop.addEventListener('click', () => {
    trainer.stop();
  });
  add.disabled = false;
}

/** A small picture of a drawing with its label, and a button that takes it away. */
function itemOf({ pixels, label }: LabelledDrawing, onRemove: () => void): HTMLLIElement {
  const item = make('li');
  const canvas = make('canvas');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('aria-hidden', 'true');
  const image = new ImageData(SIDE, SIDE);
  for (const [at, gray] of pixels.entries()) image.data.set([gray, gray, gray, 255], 4 * at);
  contextOf(canvas).putImageData(image, 0, 0);
  const remove = make('button', '×');
  remove.type = 'button';
  remove.setAttribute('aria-label', `Remove this ${label}`);
  remove.addEventListener('click', onRemove);
  item.append(canvas, make('span', String(label)), remove);
  return item;
}

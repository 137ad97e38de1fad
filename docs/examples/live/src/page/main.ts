/** The page: a board, a network, and what the user does with them. */
import { createBars } from './bars.ts';
import { createBoard } from './board.ts';
import { element } from './element.ts';
import { loadModel } from './load.ts';
import type { Look } from './look.ts';
import { createNetwork } from './network.ts';
import { createTrainer } from './retrain.ts';
import { createExchange } from './slots.ts';
import { createStages } from './stages.ts';
import { startBackend } from './start.ts';
import { createTeach } from './teach.ts';
import { inWords, percent } from './words.ts';

const status = element('status', HTMLElement);
const answer = element('answer', HTMLElement);
const showBars = createBars(element('bars', HTMLElement));
const showStages = createStages(element('stages', HTMLElement));

function show(seen: Look | undefined): void {
  answer.textContent =
    seen === undefined
      ? 'Nothing is drawn yet.'
      : `It is a ${seen.answer.label} (${percent(seen.answer.score)})`;
  showBars(seen?.stages.softmax.values);
  showStages(seen);
}

async function run(): Promise<void> {
  const { name, description } = await startBackend();
  const model = await loadModel();
  const network = createNetwork(model);
  let seen: Look | undefined;
  let isWanted = false;
  let isLooking = false;

  /** Looks at the drawing; when it has changed meanwhile, once more. */
  const refresh = async () => {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    try {
      while (isWanted) {
        isWanted = false;
        const picture = board.picture();
        seen = picture && (await network.look(picture));
        show(seen);
        await new Promise(requestAnimationFrame);
      }
    } finally {
      isLooking = false;
    }
  };
  const onChange = () => {
    refresh().catch(fail);
  };
  const board = createBoard(
    element('board', HTMLCanvasElement),
    element('pen', HTMLElement),
    onChange,
  );
  element('clear', HTMLButtonElement).addEventListener('click', () => {
    board.clear();
  });
  const exchange = createExchange(network, onChange);
  createTeach({
    trainer: createTrainer(network),
    drawing: () => seen?.stages.resize.values,
    onRun(isRunning) {
      exchange.enable(!isRunning);
      if (!isRunning) onChange();
    },
  });
  const accuracy = percent(Number(model.card.metrics['accuracy']));
  status.textContent = `Ready, on ${name} (${description}). The network read ${accuracy} of 10,000 test images rightly.`;
}

function fail(error: unknown): void {
  status.textContent = `This does not work here: ${inWords(error)}`;
  status.classList.add('failed');
}

show(undefined);
run().catch(fail);

import { contextOf } from './element.ts';
import { inkBox } from './ink-box.ts';

/** Pixels that the pen moves by with an arrow key. */
const STRIDE = 8;

/** Height and width of the pictures that are handed on. */
export const PICTURE = 140;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STRIDE, 0],
  ArrowRight: [STRIDE, 0],
  ArrowUp: [0, -STRIDE],
  ArrowDown: [0, STRIDE],
};

/** Where the user draws: white ink on black, as in the images that the network was trained on. */
export interface Board {
  clear(): void;
  /**
   * The drawing, cut out and centred as those images are: `PICTURE` x `PICTURE` values from 0 to 255.
   * Undefined where nothing is drawn.
   */
  picture(): Float32Array | undefined;
}

/**
 * Makes a canvas a board.
 *
 * @param mark - Shows where the pen is, for those who draw by keyboard.
 * @param onChange - Called after each piece of a stroke.
 */
export function createBoard(
  canvas: HTMLCanvasElement,
  mark: HTMLElement,
  onChange: () => void,
): Board {
  const context = contextOf(canvas);
  Object.assign(context, { lineWidth: 22, lineCap: 'round', lineJoin: 'round' });
  Object.assign(context, { strokeStyle: '#fff', fillStyle: '#000' });
  let pen: readonly [number, number];
  let isDown = false;

  const moveTo = (to: readonly [number, number]) => {
    pen = to;
    mark.style.left = `${(100 * pen[0]) / canvas.width}%`;
    mark.style.top = `${(100 * pen[1]) / canvas.height}%`;
    mark.classList.toggle('down', isDown);
  };
  const lineTo = (to: readonly [number, number]) => {
    context.beginPath();
    context.moveTo(...pen);
    context.lineTo(...to);
    context.stroke();
    moveTo(to);
    onChange();
  };
  const clear = () => {
    context.fillRect(0, 0, canvas.width, canvas.height);
    isDown = false;
    moveTo([canvas.width / 2, canvas.height / 4]);
  };
  const at = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) * canvas.width) / width, ((clientY - top) * canvas.height) / height];
  };

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    moveTo(at(event));
    lineTo(pen);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) lineTo(at(event));
  });
  canvas.addEventListener('lostpointercapture', () => {
    isDown = false;
    moveTo(pen);
  });
  canvas.addEventListener('keydown', (event) => {
    const move = ARROWS[event.key];
    if (event.key === ' ') isDown = !isDown;
    else if (move === undefined) return;
    event.preventDefault();
    const [x, y] = move ?? [0, 0];
    const inside = (value: number, size: number) => Math.min(size, Math.max(0, value));
    const to = [inside(pen[0] + x, canvas.width), inside(pen[1] + y, canvas.height)] as const;
    if (isDown) lineTo(to);
    else moveTo(to);
  });
  clear();
  return {
    clear() {
      clear();
      onChange();
    },
    picture: () => pictureOf(canvas, context),
  };
}

function pictureOf(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
): Float32Array | undefined {
  const drawn = context.getImageData(0, 0, canvas.width, canvas.height);
  const box = inkBox(redOf(drawn.data), canvas.width);
  if (box === undefined) return undefined;
  const copy = document.createElement('canvas');
  copy.width = copy.height = PICTURE;
  const target = contextOf(copy);
  target.fillRect(0, 0, PICTURE, PICTURE);
  target.drawImage(canvas, box.left, box.top, box.side, box.side, 0, 0, PICTURE, PICTURE);
  return Float32Array.from(redOf(target.getImageData(0, 0, PICTURE, PICTURE).data));
}

/** One channel of four: the drawing is gray. */
function redOf(pixels: Uint8ClampedArray): Uint8Array {
  return Uint8Array.from({ length: pixels.length / 4 }, (_, at) => pixels[4 * at] ?? 0);
}

const SVG = 'http://www.w3.org/2000/svg';
const [LEFT, RIGHT, TOP, BOTTOM] = [36, 312, 10, 118];

/** A loss curve that grows while a run goes on. */
export interface Curve {
  /** Begins anew, for a run of so many steps. */
  start(steps: number): void;
  add(loss: number): void;
}

/** Makes an SVG element a loss curve: the loss of each step, from 0 upwards. */
export function createCurve(svg: SVGSVGElement): Curve {
  const axes = shape('path', { class: 'axes', d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` });
  const line = shape('polyline', { class: 'line' });
  const most = shape('text', { x: LEFT - 4, y: TOP + 8, 'text-anchor': 'end' });
  const least = shape('text', { x: LEFT - 4, y: BOTTOM, 'text-anchor': 'end' });
  const first = shape('text', { x: LEFT, y: BOTTOM + 16 });
  const last = shape('text', { x: RIGHT, y: BOTTOM + 16, 'text-anchor': 'end' });
  svg.append(axes, line, most, least, first, last);
  let losses: number[] = [];
  let steps = 1;

  const draw = () => {
    const top = Math.max(...losses, 1e-3);
    const points = losses.map((loss, index) => {
      const x = LEFT + ((RIGHT - LEFT) * index) / Math.max(1, steps - 1);
      const y = BOTTOM - ((BOTTOM - TOP) * loss) / top;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    line.setAttribute('points', points.join(' '));
    most.textContent = top.toPrecision(2);
    const [begin, end] = [losses[0], losses.at(-1)].map((loss) => loss?.toPrecision(2) ?? '');
    svg.setAttribute(
      'aria-label',
      `Loss over ${losses.length} of ${steps} steps: from ${begin ?? ''} to ${end ?? ''}`,
    );
  };
  least.textContent = '0';
  first.textContent = 'loss by step';
  return {
    start(count) {
      losses = [];
      steps = count;
      last.textContent = String(count);
      line.setAttribute('points', '');
    },
    add(loss) {
      losses.push(loss);
      draw();
    },
  };
}

function shape(
  tag: 'path' | 'polyline' | 'text',
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

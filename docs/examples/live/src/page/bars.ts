import { make } from './element.ts';
import { percent } from './words.ts';

/** Shows probabilities; none where nothing is drawn. */
export type ShowBars = (probabilities: ArrayLike<number> | undefined) => void;

/** Makes a bar for each digit. The numbers stand beside them, for those who do not see the bars. */
export function createBars(list: HTMLElement): ShowBars {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const row = make('li');
    const meter = make('meter');
    meter.max = 1;
    meter.setAttribute('aria-label', `Probability of ${digit}`);
    const number = make('span', '', 'number');
    row.append(make('span', String(digit), 'digit'), meter, number);
    list.append(row);
    return { row, meter, number };
  });
  return (probabilities) => {
    const most = probabilities === undefined ? Infinity : Math.max(...Array.from(probabilities));
    for (const [digit, { row, meter, number }] of rows.entries()) {
      const share = probabilities?.[digit] ?? 0;
      meter.value = share;
      number.textContent = probabilities === undefined ? '' : percent(share);
      row.classList.toggle('most', share === most);
    }
  };
}

import { isParticleError, summary } from '@sora-particles/combinator-core';
import { PICTURE } from './board.ts';
import { element, make } from './element.ts';
import type { Network } from './network.ts';
import { slots } from './swap.ts';
import { inWords } from './words.ts';

/** The section in which particles are exchanged. */
export interface Exchange {
  /** Whether anything can be chosen at present. */
  enable(isEnabled: boolean): void;
}

/** Fills the section. `onChange` is called when another network is in use. */
export function createExchange(network: Network, onChange: () => void): Exchange {
  const container = element('slots', HTMLElement);
  const verdict = element('verdict', HTMLElement);
  const refusal = element('refusal', HTMLElement);
  const composition = element('composition', HTMLElement);
  let used: Readonly<Record<string, number>> = {};

  const describe = () => {
    composition.textContent = summary(network.particle, { height: PICTURE, width: PICTURE });
  };
  const choose = async (step: string, chosen: number, title: string) => {
    const wanted = { ...used, [step]: chosen };
    try {
      await network.exchange(wanted);
    } catch (error) {
      verdict.textContent = `'${title}' is refused; the network is as it was.`;
      refusal.replaceChildren(...explain(error));
      return;
    }
    used = wanted;
    verdict.textContent = `'${title}' fits and is in use.`;
    refusal.replaceChildren();
    describe();
    onChange();
  };

  const selects = slots.map(({ step, title, choices }) => {
    const select = make('select');
    select.id = `slot-${step}`;
    select.append(...choices.map((choice) => make('option', choice.title)));
    select.addEventListener('change', () => {
      const chosen = select.selectedIndex;
      void choose(step, chosen, choices[chosen]?.title ?? '').finally(() => {
        select.selectedIndex = used[step] ?? 0;
      });
    });
    const label = make('label', title);
    label.htmlFor = select.id;
    const row = make('div', '', 'row');
    row.append(label, select);
    container.append(row);
    return select;
  });
  describe();
  return {
    enable(isEnabled) {
      for (const select of selects) select.disabled = !isEnabled;
    },
  };
}

/** The line that says what does not fit, and, where it is known, what would help. */
function explain(error: unknown): HTMLElement[] {
  const line = make('p', inWords(error), 'line');
  if (!isParticleError(error)) return [line];
  const { code, expected, found, remedy } = error;
  const facts = Object.entries({ code, expected, found, remedy });
  const list = make('dl');
  for (const [name, fact] of facts) {
    if (fact !== undefined) list.append(make('dt', name), make('dd', fact));
  }
  return [line, list];
}

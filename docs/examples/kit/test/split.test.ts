import { splitInTwo } from '../src/split.ts';

const all = {
  texts: Array.from({ length: 100 }, (_, i) => `text ${i}`),
  classes: Array.from({ length: 100 }, (_, i) => Number(i % 4 === 0)),
};

test('both parts have as much of each class, and every text is in one of them', () => {
  const [first, second] = splitInTwo(all, 0.8, 1);
  expect([first.texts.length, second.texts.length]).toEqual([80, 20]);
  const yes = [first, second].map(({ classes }) => classes.filter((label) => label === 1).length);
  expect(yes).toEqual([20, 5]);
  expect(new Set([...first.texts, ...second.texts]).size).toBe(100);
  first.texts.forEach((text, i) => {
    expect(first.classes[i]).toBe(all.classes[all.texts.indexOf(text)]);
  });
});

test('the same seed splits alike, another one does not', () => {
  expect(splitInTwo(all, 0.5, 3)).toEqual(splitInTwo(all, 0.5, 3));
  expect(splitInTwo(all, 0.5, 3)).not.toEqual(splitInTwo(all, 0.5, 4));
});

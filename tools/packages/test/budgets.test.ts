import { withoutBudget } from '../budgets.ts';

test('a package without a budget is told, whatever packages with longer names have', () => {
  const budgets = [{ path: 'packages/a/dist/esm/index.js' }, { path: 'packages/bc/dist/index.js' }];
  expect(withoutBudget(['packages/a', 'packages/b', 'packages/bc'], budgets)).toEqual([
    'packages/b',
  ]);
});

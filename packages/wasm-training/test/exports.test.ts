import * as wasmTraining from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(wasmTraining).sort()).toEqual([
    'fastAdam',
    'registerTrainingKernels',
    'startWasmEngine',
    'wasmEngine',
  ]);
});

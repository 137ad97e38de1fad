import * as nativeSetup from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(nativeSetup).sort()).toEqual(['checkNative', 'setUpNative']);
});

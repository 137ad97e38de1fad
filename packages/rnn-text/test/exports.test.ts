import * as rnnText from '@sora-particles/rnn-text';

test('exports these names', () => {
  const names = [
    // recurrent
    'bidirectional',
    'gru',
    'gruCell',
    'lstm',
    'lstmCell',
    // storage
    'rnnTextKinds',
  ];
  expect(Object.keys(rnnText).sort()).toEqual(names.sort());
});

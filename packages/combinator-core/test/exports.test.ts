import * as core from '@sora-particles/combinator-core';
import * as contract from '@sora-particles/combinator-core/contract';
import * as elementary from '@sora-particles/combinator-core/elementary';

const contractNames = [
  ...['connect', 'unify', 'diff', 'validateContract', 'contractVersion'],
  ...['evaluateDim', 'evaluateShape', 'equalDims', 'isSpread', 'isTensorSpec'],
  ...['formatDim', 'formatPorts', 'formatRange', 'formatShape', 'formatSpec', 'formatSpecInFull'],
];

test('the contract exports these names', () => {
  expect(Object.keys(contract).sort()).toEqual(contractNames.sort());
});

test('the package exports these names, and those of the contract', () => {
  const names = [
    ...contractNames,
    // combinators
    ...['add', 'average', 'branch', 'chain', 'compose', 'freeze', 'graph', 'multiply', 'parallel'],
    ...['perItem', 'rename', 'repeat', 'residual', 'scan', 'stagesOf', 'combinatorKinds'],
    // reports
    ...['check', 'cost', 'diagram', 'explain', 'summary', 'toMermaid'],
    // particles and options
    ...['defineParticle', 'checkOptions', 'is', 'optional'],
    // weights
    ...['checkVariables', 'cloneVariables', 'createInitialValue', 'createRandom'],
    ...['disposeVariables', 'initialize', 'initializerNames', 'isInitializer', 'splitVariables'],
    // running
    ...['apply', 'checkSingleTfjs', 'createContext', 'createModel', 'eagerEngine', 'predict'],
    ...['registerGradients', 'waitForBackend', 'defaultEngine', 'setDefaultEngine'],
    ...['givenDraws', 'listDraws', 'makeDraws'],
    // storing
    ...['createRegistry', 'fromManifest', 'leafKind', 'toManifest'],
    // errors
    ...['ParticleError', 'isParticleError'],
  ];
  expect(Object.keys(core).sort()).toEqual(names.sort());
});

test('the elementary particles export these names', () => {
  const names = [
    // layers
    ...['batchNormalization', 'cast', 'concatenate', 'decodeLabels', 'dense', 'dropout', 'flatten'],
    ...['identity', 'input', 'layerNormalization', 'oneHot', 'rescale', 'reshape'],
    // activations
    ...['activate', 'activation', 'activationNames', 'elu', 'exponential', 'gelu', 'hardSigmoid'],
    ...['hardSwish', 'leakyRelu', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'silu', 'softmax'],
    ...['softplus', 'softsign', 'tanh'],
    // storing
    'elementaryKinds',
  ];
  expect(Object.keys(elementary).sort()).toEqual(names.sort());
});

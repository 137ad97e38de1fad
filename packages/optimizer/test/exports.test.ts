import * as optimizer from '@sora-particles/optimizer';

test('exports these names', () => {
  const names = [
    // training
    'evaluate',
    'fit',
    'fitEvents',
    'fromBatches',
    'fromExamples',
    // losses
    'binaryCrossEntropy',
    'categoricalCrossEntropy',
    'defineLoss',
    'huber',
    'meanAbsoluteError',
    'meanLoss',
    'meanSquaredError',
    'sparseCategoricalCrossEntropy',
    // transforms
    'adagrad',
    'adam',
    'adamw',
    'applyUpdates',
    'biasesAndNorms',
    'chainTransforms',
    'clipByGlobalNorm',
    'clipByNorm',
    'clipByValue',
    'globalNorm',
    'momentum',
    'rmsprop',
    'scaleByAdam',
    'scaleByLearningRate',
    'scaleBySchedule',
    'sgd',
    'weightDecay',
    // schedules
    'constantSchedule',
    'cosineDecay',
    'exponentialDecay',
    'oneCycle',
    'piecewiseConstantDecay',
    'polynomialDecay',
    // metrics
    'accuracy',
    'auc',
    'averagePrecision',
    'confusionMatrix',
    'evaluateMetric',
    'f1Score',
    'precision',
    'recall',
    'rootMeanSquaredError',
    'topKAccuracy',
    // storage
    'fromConfig',
    'lossKinds',
    'metricKinds',
    'optimizerKinds',
    'scheduleKinds',
    'stateFromRecord',
    'stateToRecord',
    'toConfig',
    'transformKinds',
  ];
  expect(Object.keys(optimizer).sort()).toEqual(names.sort());
});

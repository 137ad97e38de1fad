import type { ParticleKind } from '../registry.ts';
import { activationKind } from './activations/activation.ts';
import { batchNormalizationKind } from './batch-normalization.ts';
import { castKind } from './cast.ts';
import { concatenateKind } from './concatenate.ts';
import { decodeLabelsKind } from './decode-labels.ts';
import { denseKind } from './dense.ts';
import { dropoutKind } from './dropout.ts';
import { eluKind } from './activations/elu.ts';
import { exponentialKind } from './activations/exponential.ts';
import { flattenKind } from './flatten.ts';
import { geluKind } from './activations/gelu.ts';
import { hardSigmoidKind } from './activations/hard-sigmoid.ts';
import { hardSwishKind } from './activations/hard-swish.ts';
import { identityKind } from './identity.ts';
import { inputKind } from './input.ts';
import { layerNormalizationKind } from './layer-normalization.ts';
import { leakyReluKind } from './activations/leaky-relu.ts';
import { mishKind } from './activations/mish.ts';
import { oneHotKind } from './one-hot.ts';
import { reluKind } from './activations/relu.ts';
import { relu6Kind } from './activations/relu6.ts';
import { rescaleKind } from './rescale.ts';
import { reshapeKind } from './reshape.ts';
import { seluKind } from './activations/selu.ts';
import { sigmoidKind } from './activations/sigmoid.ts';
import { siluKind } from './activations/silu.ts';
import { softmaxKind } from './activations/softmax.ts';
import { softplusKind } from './activations/softplus.ts';
import { softsignKind } from './activations/softsign.ts';
import { tanhKind } from './activations/tanh.ts';

/** The kinds of the elementary particles, for `createRegistry`. */
export const elementaryKinds: readonly ParticleKind[] = [
  activationKind,
  batchNormalizationKind,
  castKind,
  concatenateKind,
  decodeLabelsKind,
  denseKind,
  dropoutKind,
  eluKind,
  exponentialKind,
  flattenKind,
  geluKind,
  hardSigmoidKind,
  hardSwishKind,
  identityKind,
  inputKind,
  layerNormalizationKind,
  leakyReluKind,
  mishKind,
  oneHotKind,
  reluKind,
  relu6Kind,
  rescaleKind,
  reshapeKind,
  seluKind,
  sigmoidKind,
  siluKind,
  softmaxKind,
  softplusKind,
  softsignKind,
  tanhKind,
];

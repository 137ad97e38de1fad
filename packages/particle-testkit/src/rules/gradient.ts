import {
  isTensorSpec,
  registerGradients,
  type AnyParticle,
  type Spec,
} from '@sora-particles/combinator-core';
import { forEachCase } from '../cases/case.ts';
import { checkSlopes } from '../gradients/check-slopes.ts';
import type { Rule } from './rule.ts';

const isFloat = (spec: Spec): boolean =>
  isTensorSpec(spec) && (spec.dtype === undefined || [spec.dtype].flat().includes('float32'));

/**
 * Gradients with respect to inputs and weights agree with central finite differences, while training and
 * outside of it. Best run on the plain backend (`cpu`).
 */
export const gradientRule: Rule = {
  name: 'gradient',
  title: 'has the gradients that finite differences give',
  applies: ({ traits, input, output, params }: AnyParticle) =>
    traits.differentiable &&
    !traits.host &&
    Object.values(output).some(isFloat) &&
    (Object.values(input).some(isFloat) || Object.keys(params).length > 0),
  check(subject) {
    registerGradients();
    return forEachCase(
      subject,
      { interior: true, count: Math.min(2, subject.seeds.length) },
      (given) => {
        for (const training of [false, true]) checkSlopes(subject.particle, given, training);
      },
    );
  },
};

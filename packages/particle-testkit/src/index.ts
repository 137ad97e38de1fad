export {
  conformanceTests,
  type ConformanceOptions,
  type ConformanceTest,
} from './conformance-tests.ts';
export { describeConformance } from './describe-conformance.ts';
export {
  describeParticle,
  type DescribeParticleSettings,
  type Fixture,
} from './describe-particle.ts';
export type { Example } from './example.ts';
export type { TestRunner } from './internal/test-runner.ts';
export type { RuleName } from './rules/rule.ts';

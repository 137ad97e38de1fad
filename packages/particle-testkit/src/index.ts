export {
  conformanceTests,
  type ConformanceOptions,
  type ConformanceTest,
} from './conformance-tests.ts';
export { describeConformance, type TestRunner } from './describe-conformance.ts';
export type { Example } from './example.ts';
export type { RuleName } from './rules/rule.ts';

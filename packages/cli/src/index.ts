export type { Surroundings } from './cli/main.ts';
export { main } from './cli/main.ts';
export { describePackage, type DescribeOptions } from './describe/describe-package.ts';
export { findPackages, type ParticlePackage, particlesOf } from './metadata/find-packages.ts';
export type { PackageField } from './metadata/package-field.ts';
export type {
  DescribedKind,
  KindExample,
  ParticleFile,
  StatedContract,
} from './metadata/particle-file.ts';
export { readParticleFile } from './metadata/read-particle-file.ts';
export { compositionSchema } from './schema/composition-schema.ts';
export { packageSchema, particleSchema } from './schema/particle-schema.ts';
export {
  createTerminal,
  type Part,
  type Stream,
  type Style,
  type Terminal,
  type TerminalOptions,
} from './terminal/terminal.ts';

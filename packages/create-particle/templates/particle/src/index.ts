export { templatePackageKinds } from './kinds.ts';
export {
  templateParticle,
  type TemplateParticle,
  type TemplateParticleOptions,
} from './template-particle.ts';

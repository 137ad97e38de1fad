export { createProject, type CreatedProject } from './create-project.ts';
export type { CreateProjectOptions } from './project.ts';
export type { Runner } from './runners.ts';

import type { Candidate } from '../candidate.ts';

/** Plain JavaScript: works everywhere, many times slower. */
export const cpu: Candidate = {
  name: 'cpu',
  remedy: 'reinstall @tensorflow/tfjs-backend-cpu',
  async load() {
    await import('@tensorflow/tfjs-backend-cpu');
  },
  async describe() {
    const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
    return `plain JavaScript, slow (@tensorflow/tfjs-backend-cpu ${version_cpu})`;
  },
};

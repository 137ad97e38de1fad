import type { Machine } from '../machine.ts';

const GLIBC = [2, 27] as const;

/** Why the libraries of the wheel cannot run here, in a phrase; nothing where they can. */
export function whyNoWheel({ platform, arch, glibc }: Machine): string | undefined {
  if (platform !== 'linux' || arch !== 'x64') return 'is for Linux on x86-64 only';
  if (glibc === undefined) return 'needs glibc (this Linux has another C library)';
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const isOld = major < GLIBC[0] || (major === GLIBC[0] && minor < GLIBC[1]);
  return isOld ? `needs glibc ${GLIBC.join('.')}, and here is ${glibc}` : undefined;
}

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { kill, pid } from 'node:process';
import { codeOf } from './failure.ts';

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Boot and time of its start, where the system tells (Linux); else empty. */
  readonly started: string;
}

/** Tells which processes live. Tests pass another. */
export interface Processes {
  /** The one that asks. */
  self(): Promise<ProcessIdentity>;
  /** True also where it cannot be known, as for a process of another machine. */
  isAlive(other: ProcessIdentity): Promise<boolean>;
}

/** The processes of this machine. */
export const nodeProcesses: Processes = {
  async self() {
    return { host: hostname(), pid, started: await startOf(pid) };
  },

  async isAlive(other) {
    if (other.host !== hostname()) return true;
    try {
      kill(other.pid, 0);
    } catch (error) {
      // EPERM: it lives, and belongs to another user.
      if (codeOf(error) === 'ESRCH') return false;
    }
    const started = await startOf(other.pid);
    return started === '' || other.started === '' || started === other.started;
  },
};

async function startOf(processId: number): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
    // The name of the command, in brackets, may hold anything; the start is the 20th field after it.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot.trim()}/${start}`;
  } catch {
    return '';
  }
}

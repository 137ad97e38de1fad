import type { Entrant } from '../entrants.ts';
import type { Availability } from '../contestants/contestant.ts';
import { startChild } from './child.ts';

/** An entrant, and what it says of itself. */
export interface Present {
  readonly entrant: Entrant;
  readonly about: string;
}

/** One that cannot take part. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

/** Asks each entrant, in a process of its own, whether it can be had on this machine. */
export async function callRoll(
  entrants: readonly Entrant[],
): Promise<{ readonly present: readonly Present[]; readonly absent: readonly Absent[] }> {
  const present: Present[] = [];
  const absent: Absent[] = [];
  for (const entrant of entrants) {
    const said = await ask(entrant);
    if (said.ok) present.push({ entrant, about: said.about });
    else absent.push({ name: entrant.name, why: said.why });
  }
  return { present, absent };
}

async function ask({ command }: Entrant): Promise<Availability> {
  const child = startChild(command);
  try {
    return await child.ask({ ask: 'available' });
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  } finally {
    await child.stop();
  }
}

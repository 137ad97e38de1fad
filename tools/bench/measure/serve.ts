/**
 * A contestant's process: `serve.ts <name> <settings>`. Reads requests line by line and answers each;
 * see protocol.ts.
 */
import { createInterface } from 'node:readline';
import { contestants } from '../contestants/contestants.ts';
import type { Contestant, Session, Settings } from '../contestants/contestant.ts';
import { readProblem } from '../networks/problem.ts';
import { BenchError } from '../bench-error.ts';
import { type Answers, MARK, type Request } from './protocol.ts';

const [name, settings = '{}'] = process.argv.slice(2);
const listed = contestants.find((one) => one.name === name);
if (listed === undefined) throw new BenchError(`there is no contestant '${name ?? ''}'`);
const contestant = await listed.load(JSON.parse(settings) as Settings);
let session: Session | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(contestant, JSON.parse(line) as Request).then(
    (given) => ({ answer: given }),
    (error: unknown) => ({ error: error instanceof Error ? firstLine(error) : String(error) }),
  );
  process.stdout.write(`${MARK}${JSON.stringify(reply)}\n`);
}
// Threads of backends must not keep the process.
process.exit();

async function answer(one: Contestant, request: Request): Promise<Answers[Request['ask']]> {
  switch (request.ask) {
    case 'available':
      return one.available();
    case 'open': {
      const refused = one.refuses?.(request.task);
      if (refused !== undefined) return { refused };
      session = await one.open(request.task, await readProblem(request.folder));
      return {};
    }
    case 'run': {
      const { run } = opened();
      const cpu = process.cpuUsage();
      const start = performance.now();
      for (let i = 0; i < request.count; i++) await run();
      const ms = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      return { ms, cpuMs: (user + system) / 1000 };
    }
    case 'check':
      return {
        value: await opened().check(),
        peakMb: process.resourceUsage().maxRSS / 1024,
      };
  }
}

function opened(): Session {
  if (session === undefined) throw new BenchError('nothing has been opened');
  return session;
}

function firstLine({ name, message }: Error): string {
  return `${name}: ${message.split('\n')[0] ?? ''}`;
}

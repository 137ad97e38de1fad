import type { Command } from '../cli/command.ts';
import { check } from './check.ts';
import { completion } from './completion.ts';
import { cost } from './cost.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { draw } from './draw.ts';
import { explain } from './explain.ts';
import { info } from './info.ts';
import { list } from './list.ts';
import { evaluate } from './evaluate.ts';
import { models } from './models.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { train } from './train.ts';

/** All commands, in the order of the help: look, check, train and run, and what else there is. */
export const commands: readonly Command[] = [
  list,
  info,
  check,
  explain,
  draw,
  cost,
  train,
  evaluate,
  run,
  models,
  diff,
  describe,
  schema,
  doctor,
  completion(() => commands),
];

import { resolve } from 'node:path';
import { createLibrary, type ModelCard } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import type { Command, Invocation } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { modelPath } from '../models/model-path.ts';
import { counted, figuresText } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';

const ACTIONS = ['list', 'verify', 'card'] as const;
type Action = (typeof ACTIONS)[number];

/** `sora models`: what is in a library of models. Weights and manifests are read; nothing is run. */
export const models: Command = {
  name: 'models',
  summary: 'list, verify or describe saved models; nothing is run',
  args: [
    { name: 'action', choices: ACTIONS },
    { name: 'folder', required: false },
  ],
  options: [],
  examples: [
    'sora models list models',
    'sora models verify models/digits',
    'sora models card models/digits@2',
  ],
  async run(invocation) {
    const [action = '', folder] = invocation.args;
    const given = folder ?? (action === 'list' ? 'models' : undefined);
    if (!isAction(action) || given === undefined) {
      const problem = isAction(action)
        ? 'the folder of a model is missing, e.g. models/digits'
        : `the action must be one of ${ACTIONS.join(', ')}, not '${action}'`;
      invocation.terminal.note({ style: 'red', text: 'error' }, ` ${problem}`);
      return exitCodes.usage;
    }
    return { list: listModels, verify: verifyModel, card: showCard }[action](invocation, given);
  },
};

function isAction(action: string): action is Action {
  return (ACTIONS as readonly string[]).includes(action);
}

async function listModels({ terminal, folder, json }: Invocation, given: string): Promise<number> {
  const library = createLibrary(fileStore(resolve(folder, given)));
  const found: { name: string; versions: readonly number[]; card: ModelCard; bytes: number }[] = [];
  for (const name of await library.list()) {
    const { card, bytes } = await library.describe(name);
    found.push({ name, versions: await library.versions(name), card, bytes });
  }
  if (json) terminal.json({ models: found });
  else if (found.length === 0) terminal.line(`There are no models in ${given}.`);
  else {
    const rows = found.map(({ name, versions, card, bytes }) => [
      name,
      counted(versions.length, 'version'),
      counted(bytes, 'byte'),
      figuresText(card.metrics),
    ]);
    for (const line of table(rows, terminal.columns)) terminal.line(line);
  }
  return exitCodes.ok;
}

async function verifyModel(
  { terminal, folder, json, signal }: Invocation,
  given: string,
): Promise<number> {
  const { library, name, version } = modelPath(given, folder);
  const reports = await createLibrary(fileStore(library)).verify(name, {
    signal,
    ...(version !== undefined && { version }),
  });
  const isIntact = reports.length > 0 && reports.every(({ status }) => status === 'intact');
  if (json) {
    terminal.json({
      model: name,
      intact: isIntact,
      versions: reports.map(({ version: each, status, error }) => ({
        ...{ version: each, status },
        ...(error && { error: { code: error.code, summary: error.summary, path: error.path } }),
      })),
    });
  } else if (reports.length === 0) {
    terminal.line(`There is no version of ${given}.`);
  }
  for (const { version: each, status, error } of json ? [] : reports) {
    const style = status === 'intact' ? 'green' : 'red';
    const why = error === undefined ? '' : `  ${error.summary}`;
    terminal.line(`${name}@${each}  `, { style, text: status }, why);
  }
  return isIntact ? exitCodes.ok : exitCodes.failed;
}

async function showCard({ terminal, folder, json }: Invocation, given: string): Promise<number> {
  const { library, name, version } = modelPath(given, folder);
  const description = await createLibrary(fileStore(library)).describe(name, {
    ...(version !== undefined && { version }),
  });
  const { card, tensors, packages, bytes, version: found } = description;
  if (json) {
    terminal.json({ model: name, ...description });
    return exitCodes.ok;
  }
  terminal.line({ style: 'bold', text: card.name }, `  ${name}@${found}, ${card.createdAt}`);
  const rows = [
    ['description', card.description],
    ['intended use', card.intendedUse],
    ['license', card.license],
    ['authors', card.authors.join(', ')],
    ...card.data.map((line, i) => [i === 0 ? 'data' : '', line]),
    ['figures', figuresText(card.metrics)],
    ['weights', `${counted(tensors.length, 'tensor')}, ${counted(bytes, 'byte')}`],
    ['made with', packages.map((each) => `${each.name} ${each.version}`).join(', ')],
  ].filter(([, value]) => value !== '');
  for (const line of table(rows, terminal.columns)) terminal.line(line);
  return exitCodes.ok;
}

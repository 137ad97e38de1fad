import {
  evaluateDim,
  formatDim,
  formatShape,
  formatSpecInFull,
  type JsonObject,
  type ParamSpecs,
  type Ports,
} from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { readCatalogue } from '../metadata/catalogue.ts';
import { type ParticlePackage, particlesOf } from '../metadata/find-packages.ts';
import type { DescribedKind, StatedContract } from '../metadata/particle-file.ts';
import { isObject } from '../metadata/read-fields.ts';
import { table, wrap } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { notDescribed } from './not-described.ts';

/** `sora info`: one kind or one package in full, by metadata alone. */
export const info: Command = {
  name: 'info',
  summary:
    'show ports, options, weights and cost of a kind, or the kinds of a package; nothing is run',
  args: [{ name: 'kind or package' }],
  options: [],
  examples: ['sora info conv-recognizer/conv2d@1', 'sora info @sora-particles/conv-recognizer'],
  async run({ args: [wanted = ''], terminal, folder, json }) {
    const catalogue = await readCatalogue(folder);
    const one = catalogue.packages.find(({ name }) => name === wanted);
    if (one !== undefined) {
      const { kinds } = await particlesOf(one);
      if (json) terminal.json({ ...aboutPackage(one), kinds });
      else showPackage(terminal, one, kinds);
      return exitCodes.ok;
    }
    const maker = catalogue.packageOf(wanted);
    const described = await catalogue.describe(wanted);
    if (described === undefined) throw notDescribed(wanted, maker.name);
    if (json) terminal.json({ ...described, package: aboutPackage(maker) });
    else showKind(terminal, described, maker);
    return exitCodes.ok;
  },
};

function aboutPackage({ name, version, description, folder }: ParticlePackage): object {
  return { name, version, description, folder };
}

function showPackage(
  terminal: Terminal,
  { name, version, description }: ParticlePackage,
  kinds: readonly DescribedKind[],
): void {
  terminal.line({ style: 'bold', text: name }, ` ${version}`);
  if (description !== '') terminal.line({ style: 'dim', text: description });
  terminal.line();
  const rows = kinds.map(({ kind, summary }) => [kind, summary]);
  for (const line of table(rows, terminal.columns)) terminal.line(line);
}

function showKind(terminal: Terminal, described: DescribedKind, maker: ParticlePackage): void {
  const { kind, summary, options, hasParts, examples } = described;
  const say = (lines: readonly string[]): void => {
    for (const line of lines) terminal.line(`  ${line}`);
  };
  const heading = (text: string): void => {
    terminal.line();
    terminal.line({ style: 'bold', text });
  };
  const width = terminal.columns - 2;
  terminal.line({ style: 'bold', text: kind });
  for (const line of wrap(summary, terminal.columns)) terminal.line(line);
  terminal.line({ style: 'dim', text: `${maker.name} ${maker.version}` });
  const rows = optionRows(options);
  if (rows.length > 0) {
    heading('Options');
    say(table(rows, width));
  }
  if (hasParts) {
    heading('Parts');
    say(['made of other particles: list them under parts']);
  }
  for (const example of examples) {
    const { contract } = example;
    const given = Object.keys(example.options).length > 0 || examples.length > 1;
    heading(given ? `Contract with ${JSON.stringify(example.options)}` : 'Contract');
    say(
      table(
        [
          ...portRows(contract.input, 'in'),
          ...portRows(contract.output, 'out'),
          ...weightRows(contract.params, 'weight'),
          ...weightRows(contract.state, 'state'),
          ...costRows(contract),
        ],
        width,
      ),
    );
  }
}

/** Names, what they take, and their defaults. */
function optionRows(schema: JsonObject): readonly (readonly string[])[] {
  const { anyOf } = schema;
  if (Array.isArray(anyOf)) {
    return anyOf.flatMap((variant, i) => [
      ...(i > 0 ? [['or', '', '']] : []),
      ...(isObject(variant) ? optionRows(variant) : []),
    ]);
  }
  const { properties, required } = schema;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => {
    const { description, default: preset } = isObject(property) ? property : {};
    const otherwise =
      preset === undefined ? (needed.includes(name) ? 'required' : '') : JSON.stringify(preset);
    return [name, otherwise, typeof description === 'string' ? description : ''];
  });
}

function portRows(ports: Ports, side: 'in' | 'out'): string[][] {
  return Object.entries(ports).map(([port, spec]) => [
    side,
    port,
    `${formatSpecInFull(spec)}${spec.optional === true ? ', optional' : ''}`,
  ]);
}

function weightRows(specs: ParamSpecs, what: string): string[][] {
  return Object.entries(specs).map(([name, { shape, dtype = 'float32', initializer }]) => [
    what,
    name,
    `${formatShape(shape)} ${dtype}, first ${typeof initializer === 'string' ? initializer : JSON.stringify(initializer)}`,
  ]);
}

function costRows({ flops, traits }: StatedContract): string[][] {
  const names = [
    ...(traits.host ? ['on the host'] : ['on any backend of TensorFlow.js']),
    ...(traits.differentiable ? ['differentiable'] : ['no gradients']),
    ...(traits.batchable ? [] : ['needs the whole batch at once']),
    ...(traits.needsSeed ? ['random while training'] : []),
    ...(traits.deterministic ? [] : ['not deterministic']),
  ];
  return [
    ['cost', '', `${formatDim(evaluateDim(flops, {}))} FLOP`],
    ['runs', '', names.join(', ')],
  ];
}

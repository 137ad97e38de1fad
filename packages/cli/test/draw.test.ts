import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';

const project = projectForEach();
beforeEach(() => {
  project.write(
    'net.yaml',
    `version: 1
name: net
steps:
  - kind: combinator-core/input@1
    options: { shape: [batch, 8], dtype: float32 }
  - { residual: { kind: combinator-core/dense@1, options: { units: 8 } }, name: block }
`,
  );
});

test('a picture in SVG fetches nothing and shows every part', async () => {
  const { out, code } = await sora(project.folder, ['draw', 'net.yaml', '--format', 'svg']);
  expect(code).toBe(0);
  expect(out).toMatch(/<svg[^]*<\/svg>/);
  for (const label of ['input', 'dense', 'add', '[batch, 8] float32']) expect(out).toContain(label);
  expect(out).not.toMatch(/<script|(?:href|src)="(?!#)/);
});

test('names in a file cannot control the terminal through a picture', async () => {
  project.write(
    'net.json',
    `{ "version": 1, "steps": [{ "graph": {
      "inputs": { "x\\u001b[2J": { "shape": ["batch"] } },
      "nodes": [{ "name": "n", "kind": "combinator-core/relu@1", "inputs": { "x": "x\\u001b[2J" } }],
      "outputs": { "y": "n" } } }] }`,
  );
  for (const format of ['mermaid', 'svg']) {
    const { out, code } = await sora(project.folder, ['draw', 'net.json', '--format', format]);
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
  }
});

test('--out writes the whole file and nothing besides', async () => {
  const { out } = await sora(project.folder, ['draw', 'net.yaml', '--out', 'net.mmd']);
  expect(out).toBe('Written: net.mmd\n');
  expect(readFileSync(join(project.folder, 'net.mmd'), 'utf8')).toMatch(/^flowchart TB\n/);
  expect(readdirSync(project.folder)).toEqual(['net.mmd', 'net.yaml']);
});

test('a folder that is not there is told, and nothing is left', async () => {
  const { code, err } = await sora(project.folder, ['draw', 'net.yaml', '--out', 'no/net.mmd']);
  expect(code).toBe(1);
  expect(err).toContain('[store-failed]');
  expect(readdirSync(project.folder)).toEqual(['net.yaml']);
});

test('cost and explain take sizes', async () => {
  const cost = await soraJson(project.folder, ['cost', 'net.yaml', '--with', 'batch=32']);
  expect(cost.json).toMatchObject({ parameters: 72, flops: 32 * (2 * 8 * 8 + 2 * 8) });
  const { out } = await sora(project.folder, ['explain', 'net.yaml', '--with', 'batch=32']);
  expect(out).toContain('net: x: [32, 8] float32 -> y: [32, 8] float32');
});

/**
 * Type-checks and runs every example in the documentation: the `ts` blocks of the READMEs, the guides
 * and the docstrings. What a `console.log(...); // result` line prints must be what its comment says.
 * CONTRIBUTING.md tells how to write them.
 *
 *     tsx --conditions=@sora-particles/source tools/docs/run-examples.ts [part of a file name]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { globSync } from 'tinyglobby';
import { codeBlocks, isOnlyTyped, programs, type CodeBlock } from './code-blocks.ts';

const root = resolve(import.meta.dirname, '../..');
// Within the workspace, so that its packages are found; one for each run.
mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache/examples-'));
const documented = [
  '*.md',
  'packages/*/*.md',
  'packages/*/src/**/*.ts',
  'docs/*.md',
  'docs/guides/**/*.md',
  'docs/examples/*/*.md',
];

/** Where a line of a program stands in the documentation. */
const place = ({ file, line }: CodeBlock, offset = 0) => `${file}:${line + offset}`;

/** The program as a module in which each `console.log` tells the line that it stands on. */
function moduleOf(blocks: CodeBlock[]): string {
  const code = blocks.map((block) =>
    block.code
      .split('\n')
      .map((text, i) =>
        text.replaceAll('console.log(', `logged(${JSON.stringify(place(block, i))}, `),
      )
      .join('\n'),
  );
  return `${code.join('\n')}\nexport {};\n`;
}

/** What the comments after `console.log(...);` say is printed, by place. */
function expectations(blocks: CodeBlock[]): Map<string, string> {
  const result = new Map<string, string>();
  for (const block of blocks) {
    block.code.split('\n').forEach((text, i) => {
      const comment = /console\.log\(.*\);?\s*\/\/\s*(.*)$/.exec(text)?.[1];
      if (comment !== undefined) result.set(place(block, i), comment.trim());
    });
  }
  return result;
}

/** A text without spaces and quotes. */
const bare = (text: string) => text.replace(/[\s'"`]/g, '');

/**
 * Whether the values printed are what a comment says, but for spaces and quotes. A comment that begins or
 * ends with `...` gives a part of it.
 */
function matches(values: unknown[], comment: string): boolean {
  const text = bare(format(...values));
  const said = bare(comment.replace(/^\.\.\.|\.\.\.$/g, ''));
  const [begins, ends] = [!comment.startsWith('...'), !comment.endsWith('...')];
  if (begins) return ends ? text === said : text.startsWith(said);
  return ends ? text.endsWith(said) : text.includes(said);
}

interface Diagnostic {
  /** Line of the program, from 1. */
  line: number;
  message: string;
}

/** What the compiler says of a program. Errors elsewhere are for the type-check of the workspace to tell. */
function diagnosticsOf(output: string, program: number): Diagnostic[] {
  const file = `${String(program).padStart(3, '0')}.ts`;
  return output.split(/\n(?=\S)/).flatMap((message) => {
    const [, name, line] = /^[^(]*[/\\](\d+\.ts)\((\d+),/.exec(message) ?? [];
    return name === file ? [{ line: Number(line), message }] : [];
  });
}

/** What is wrong with the types of a program; where it ends in a refused block, that nothing is. */
function typeProblems(blocks: CodeBlock[], diagnostics: Diagnostic[]): string[] {
  const refused = blocks.find(({ flags }) => flags.includes('refused'));
  const where = (line: number) => {
    let offset = line - 1;
    for (const block of blocks) {
      const length = block.code.split('\n').length;
      if (offset < length) return { block, place: place(block, offset) };
      offset -= length;
    }
    return { block: undefined, place: blocks.map((block) => place(block)).join() };
  };
  const said = diagnostics.filter(({ line }) => where(line).block === refused);
  const unexpected =
    refused === undefined ? diagnostics : diagnostics.filter((one) => !said.includes(one));
  const problems = unexpected.map(({ line, message }) => `${where(line).place}: ${message}`);
  if (refused === undefined) return problems;
  const reason = refused.code
    .split('\n')
    .flatMap((line) => /^\s*\/\/(?!\s*~+$)(.*)$/.exec(line)?.[1] ?? [])
    .join('');
  const found = bare(
    said
      .map(({ message }) => message)
      .join('\n')
      .replaceAll('\\', ''),
  );
  if (reason !== '' && found.includes(bare(reason))) return problems;
  const says = said.map(({ message }) => message).join('\n') || 'nothing';
  return [
    ...problems,
    `${place(refused)}: is refused for another reason; the compiler says ${says}`,
  ];
}

let printed: [where: string, values: unknown[]][] = [];
Object.assign(globalThis, {
  logged: (where: string, ...values: unknown[]) => printed.push([where, values]),
});

/** Runs one program and gives what is wrong with it, if anything. */
async function run(file: string, blocks: CodeBlock[]): Promise<string[]> {
  printed = [];
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const expected = expectations(blocks);
  const wrong = printed.flatMap(([where, values]) => {
    const comment = expected.get(where);
    if (comment === undefined || matches(values, comment)) return [];
    return [`${where}: says ${comment}, but prints ${format(...values)}`];
  });
  const silent = [...expected.keys()].filter((where) => !printed.some(([at]) => at === where));
  return [...wrong, ...silent.map((where) => `${where}: never reached`)];
}

const only = process.argv[2] ?? '';
const files = globSync(documented, { cwd: root, ignore: ['**/generated/**'] }).filter((file) =>
  file.includes(only),
);
const all = files
  .sort()
  .flatMap((file) => programs(codeBlocks(file, readFileSync(join(root, file), 'utf8'))));

const written = all.map((blocks, i) => {
  const file = join(folder, `${String(i).padStart(3, '0')}.ts`);
  writeFileSync(file, moduleOf(blocks));
  return { file, blocks };
});
writeFileSync(
  join(folder, 'globals.d.ts'),
  readFileSync(join(import.meta.dirname, 'example-globals.d.ts.txt'), 'utf8'),
);
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { noEmit: true, types: ['node'] },
  }),
);
const tsc = spawnSync(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', folder], {
  cwd: root,
  encoding: 'utf8',
});
const failures = all.flatMap((blocks, i) => typeProblems(blocks, diagnosticsOf(tsc.stdout, i)));

// Examples may write files: let them do it elsewhere.
const scratch = mkdtempSync(join(tmpdir(), 'sora-examples-'));
process.chdir(scratch);
for (const { file, blocks } of written) {
  const [first] = blocks;
  if (first === undefined || blocks.some(isOnlyTyped)) continue;
  for (const problem of await run(file, blocks)) failures.push(`${place(first)}: ${problem}`);
}
process.chdir(root);
rmSync(scratch, { recursive: true });
rmSync(folder, { recursive: true });

for (const failure of failures) console.error(failure);
console.log(`${all.length} examples, ${failures.length} problems`);
process.exit(failures.length === 0 ? 0 : 1);

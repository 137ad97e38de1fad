/** A piece of TypeScript in the documentation, with the place it comes from. */
export interface CodeBlock {
  file: string;
  /** Line of the file on which the code begins, counted from 1. */
  line: number;
  code: string;
  /** The words after `ts` on the opening fence. */
  flags: string[];
}

/** What a docstring says, line by line, with everything outside of docstrings made blank. */
function docstringLines(source: string): string[] {
  let inside = false;
  return source.split('\n').map((line) => {
    if (/^\s*\/\*\*/.test(line)) inside = true;
    if (!inside) return '';
    if (line.includes('*/')) inside = false;
    return line.replace(/^\s*\/?\*+ ?/, '').replace(/\s*\*\/\s*$/, '');
  });
}

/** The fenced blocks of TypeScript in a Markdown file, or in the docstrings of a source file. */
export function codeBlocks(file: string, text: string): CodeBlock[] {
  const lines = file.endsWith('.ts') ? docstringLines(text) : text.split('\n');
  const blocks: CodeBlock[] = [];
  let open: (CodeBlock & { indent: string }) | undefined;
  lines.forEach((line, index) => {
    if (open === undefined) {
      const [, indent, info] = /^(\s*)```ts\b(.*)$/.exec(line) ?? [];
      if (indent === undefined || info === undefined) return;
      open = { file, line: index + 2, code: '', flags: info.split(/\s+/).filter(Boolean), indent };
    } else if (line.trim() === '```') {
      const { indent: _, ...block } = open;
      blocks.push(block);
      open = undefined;
    } else {
      open.code += `${line.startsWith(open.indent) ? line.slice(open.indent.length) : line}\n`;
    }
  });
  return blocks;
}

/**
 * What is run: each block that is not marked `no-run` is a program of its own; one marked `continued`
 * goes on where the block before it in the same file ended.
 */
export function programs(blocks: CodeBlock[]): CodeBlock[][] {
  const result: CodeBlock[][] = [];
  for (const block of blocks) {
    if (block.flags.includes('no-run')) continue;
    const last = result.at(-1);
    if (block.flags.includes('continued') && last?.[0]?.file === block.file) last.push(block);
    else result.push([block]);
  }
  return result;
}

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
 * The programs in the blocks of a file: each block is one of its own; one marked `continued` goes on where
 * the block before it ended.
 *
 * A block marked `no-run` is only type-checked. One marked `refused` must not compile, for the reason that a
 * comment in it gives; what it continues is a program without it.
 */
export function programs(blocks: CodeBlock[]): CodeBlock[][] {
  const result: CodeBlock[][] = [];
  let last: CodeBlock[] | undefined;
  for (const block of blocks) {
    const before = block.flags.includes('continued') && last?.[0]?.file === block.file ? last : [];
    if (isOnlyTyped(block)) {
      result.push([...before, block]);
      continue;
    }
    if (last !== undefined && before === last) last.push(block);
    else result.push((last = [block]));
  }
  return result;
}

/** Whether a block is type-checked and not run. */
export function isOnlyTyped({ flags }: CodeBlock): boolean {
  return flags.includes('no-run') || flags.includes('refused');
}

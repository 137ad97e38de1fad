import { visible } from './visible.ts';

/**
 * Rows as lines with aligned columns, two spaces apart. The last column goes on below itself where the
 * line is full.
 *
 * @param columns - Characters in a line.
 */
export function table(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const cells = rows.map((row) => row.map(visible));
  const count = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: count - 1 }, (_, i) =>
    Math.max(...cells.map((row) => (row[i] ?? '').length)),
  );
  const indent = widths.reduce((sum, width) => sum + width + 2, 0);
  // Where the columns before leave no room, the last one goes on without wrapping.
  const room = columns - indent >= 20 ? columns - indent : Infinity;
  return cells.flatMap((row) => {
    const head = widths.map((width, i) => (row[i] ?? '').padEnd(width)).join('  ');
    const [first = '', ...more] = wrap(row[count - 1] ?? '', room);
    const start = count > 1 ? `${head}  ${first}` : first;
    return [start, ...more.map((line) => `${' '.repeat(indent)}${line}`)].map((line) =>
      line.trimEnd(),
    );
  });
}

/** Text in lines of at most so many characters, broken at spaces; a longer word stays whole. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

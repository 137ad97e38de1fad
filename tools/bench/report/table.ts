/** A table: rows of texts under titles. */
export interface Table {
  readonly title: string;
  /** Titles of the columns; those of numbers are aligned to the right. */
  readonly columns: readonly { readonly title: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** What to know when reading it. */
  readonly notes?: readonly string[];
}

/** The table as lines of Markdown whose columns line up, so that they are readable as they are. */
export function renderTable({ columns, rows }: Table): string {
  const widths = columns.map(({ title }, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${columns
      .map(({ isNumber = false }, column) => {
        const [cell = '', width = 0] = [cells[column], widths[column]];
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' | ')} |`;
  const rule = columns.map(({ isNumber = false }, column) => {
    const dashes = '-'.repeat(widths[column] ?? 3);
    return isNumber ? `${dashes.slice(1)}:` : dashes;
  });
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join('\n');
}

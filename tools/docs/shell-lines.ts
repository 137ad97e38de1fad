/** A command in the documentation, cut into words, with the place it comes from. */
export interface ShellCommand {
  readonly file: string;
  readonly line: number;
  readonly words: readonly string[];
}

/** The commands in the `sh` and `console` blocks of a Markdown file, and those in its running text. */
export function shellCommands(file: string, text: string): ShellCommand[] {
  let block: string | undefined;
  return text.split('\n').flatMap((line, index) => {
    const fence = /^\s*```(\w*)/.exec(line)?.[1];
    if (fence !== undefined) {
      block = block === undefined ? fence : undefined;
      return [];
    }
    const at = (command: string) =>
      commandsIn(command).map((words) => ({ file, line: index + 1, words }));
    if (block === undefined) {
      return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => at(code));
    }
    if (block === 'sh') return at(line);
    // Of a session only what was typed, not what was printed.
    return block === 'console' && line.startsWith('$ ') ? at(line.slice(2)) : [];
  });
}

/** Splits at pipes and the like, and drops comments; quotes keep words together. */
function commandsIn(line: string): string[][] {
  const words = line.match(/"[^"]*"|'[^']*'|\|\||&&|[|;&]|[^\s"'|;&]+/g) ?? [];
  const commands: string[][] = [[]];
  for (const word of words) {
    if (word.startsWith('#')) break;
    if (/^(\|\||&&|[|;&])$/.test(word)) commands.push([]);
    else commands.at(-1)?.push(word.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return commands.filter((command) => command.length > 0);
}

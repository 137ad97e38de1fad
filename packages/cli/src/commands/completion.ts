import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { completionScript, isShell, shells } from '../completion/completion-script.ts';

/**
 * `sora completion`: a script for a shell.
 *
 * @param commands - All commands, asked for when the script is made: this one is among them.
 */
export function completion(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'print the completion script of a shell',
    args: [{ name: 'shell', choices: shells }],
    options: [],
    examples: [
      'source <(sora completion bash)',
      'sora completion zsh > ~/.zfunc/_sora',
      'sora completion fish > ~/.config/fish/completions/sora.fish',
    ],
    run({ args: [shell = ''], terminal, json }) {
      if (!isShell(shell)) {
        terminal.note(
          { style: 'red', text: 'error' },
          ` the shell must be one of ${shells.join(', ')}, not '${shell}'`,
        );
        return exitCodes.usage;
      }
      const script = completionScript(shell, commands());
      if (json) terminal.json({ shell, script });
      else terminal.line(script.trimEnd());
      return exitCodes.ok;
    },
  };
}

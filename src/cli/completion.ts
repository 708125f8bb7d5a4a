import { Argument, type Command } from "commander";
import type { Finish } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { vocabulary } from "./completion/vocabulary.ts";
import { zshScript } from "./completion/zsh.ts";
import { EXIT } from "./exit.ts";
import { writeOut } from "./output.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SCRIPTS;

export function addCompletion(program: Command, finish: Finish): void {
  program
    .command("completion")
    .description("a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "whose script").choices(Object.keys(SCRIPTS)))
    .addHelpText(
      "after",
      `
bash: source <(lockgate completion bash)
zsh:  lockgate completion zsh > "\${fpath[1]}/_lockgate"
fish: lockgate completion fish > ~/.config/fish/completions/lockgate.fish`,
    )
    .action(async (shell: Shell) => {
      finish((await writeOut(SCRIPTS[shell](vocabulary(program)))) ? EXIT.ok : EXIT.unable);
    });
}

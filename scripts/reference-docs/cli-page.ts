import type { Command } from "commander";
import { programOf } from "../../src/cli/program.ts";

const HEAD = `<!-- Written by scripts/write-cli-doc.ts from lockgate --help: npm run generate. -->

# The command line

\`npx lockgate <command>\`. What is left out is decided by the environment (\`LOCKGATE_BASE\`, \`LOCKGATE_FAIL_ON\`,
\`LOCKGATE_PG_VERSION\`, \`LOCKGATE_SHADOW\`, \`LOCKGATE_STATIC\`, \`LOCKGATE_STATS\`, \`LOCKGATE_QUERIES\`, \`LOCKGATE_DATABASE_URL\`),
then by the [configuration](config.md), then by the default. Reports go to stdout, everything else to stderr.`;

/** docs/cli.md, whole. */
export async function cliPage(): Promise<string> {
  const program = await programOf(() => {});
  return `${[HEAD, block(program), ...commandsOf(program).map(section)].join("\n\n")}\n`;
}

function section(command: Command): string {
  return `## ${fullName(command)}\n\n${block(command)}`;
}

function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((one) => (one.commands.length > 0 ? commandsOf(one) : [one]));
}

function fullName(command: Command): string {
  const above = command.parent === null ? "" : `${fullName(command.parent)} `;
  return above + command.name();
}

/** What \`--help\` prints, at a width that fits into a page. */
function block(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 90,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `\`\`\`text\n${text.trim()}\n\`\`\``;
}

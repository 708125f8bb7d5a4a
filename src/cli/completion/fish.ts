import type { KnownCommand } from "./vocabulary.ts";

export function fishScript(commands: readonly KnownCommand[]): string {
  const start = "complete -c lockgate";
  const lines = commands.flatMap(({ name, description, options, values }) => {
    const within = `${start} -n "__fish_seen_subcommand_from ${name}"`;
    return [
      `${start} -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...options.map((option) => {
        const known = option.values.length > 0 ? ` -x -a ${quoted(option.values.join(" "))}` : " -r";
        return `${within} -l ${option.flag.slice(2)}${option.takes === "nothing" ? "" : known} -d ${quoted(option.description)}`;
      }),
      ...(values.length > 0 ? [`${within} -f -a ${quoted(values.join(" "))}`] : []),
    ];
  });
  return `# fish completion of lockgate\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

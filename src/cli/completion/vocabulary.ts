import type { Command } from "commander";

/** The words of the command line, as the shells complete them. */
export interface KnownCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly KnownOption[];
  /** The values of its argument or its subcommands, where those are known. */
  readonly values: readonly string[];
}

export interface KnownOption {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** `values`: those there are; none where any text or file may follow. */
  readonly takes: "nothing" | "a value";
  readonly values: readonly string[];
}

export function vocabulary(program: Command): KnownCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(({ long, description, required, optional, argChoices = [] }) => ({
        flag: long ?? "",
        description,
        takes: required || optional ? ("a value" as const) : ("nothing" as const),
        values: argChoices,
      })),
      { flag: "--help", description: "print help", takes: "nothing", values: [] },
    ],
    values: [
      ...command.commands.map((inner) => inner.name()),
      ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    ],
  }));
}

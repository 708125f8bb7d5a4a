import { InvalidArgumentError } from "commander";

/** A document to write beside the one on stdout. */
export interface Output<Format extends string> {
  readonly format: Format;
  readonly path: string;
}

/** Reads `--output <format>=<path>`; commander calls it once for each. */
export function outputReader<Format extends string>(formats: readonly Format[]) {
  return (typed: string, before: readonly Output<Format>[]): readonly Output<Format>[] => {
    const [, name, path] = /^([^=]+)=(.+)$/s.exec(typed) ?? [];
    const format = formats.find((known) => known === name);
    if (format === undefined || path === undefined) {
      throw new InvalidArgumentError(`write it as <format>=<path>, with a format of ${formats.join(", ")}.`);
    }
    return [...before, { format, path }];
  };
}

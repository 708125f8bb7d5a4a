import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf, say } from "./exit.ts";

/** Writes a whole document to stdout. False when it could not be written, which is said unless the reader just left. */
export function writeOut(text: string): Promise<boolean> {
  return new Promise((done) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      // A reader that has seen enough (`| head`) is no failure: the exit code stays the verdict's.
      const left = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
      if (!left) say(`lockgate: stdout cannot be written: ${messageOf(error)}`);
      done(left);
    };
    process.stdout.on("error", fail);
    process.stdout.write(text, (error) => (error ? fail(error) : done(true)));
  });
}

/** Writes a document to a file, its folder made where it is missing. False when it could not be written, which is said. */
export function writeFileOut(name: string, path: string, text: string): boolean {
  try {
    const target = resolve(path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return true;
  } catch (error) {
    say(`lockgate: ${name} cannot be written: ${messageOf(error)}`);
    return false;
  }
}

import { closeSync, fstatSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf, say } from "./exit.ts";

/** Writes a whole document to stdout. False when it could not be written, which is said unless the reader just left. */
export function writeOut(text: string): Promise<boolean> {
  return new Promise((done) => {
    // The callback and the stream tell of the same failure.
    let isTold = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      if (isTold) return;
      isTold = true;
      // A reader that has seen enough (`| head`) is no failure: the exit code stays the verdict's.
      const left = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
      if (!left) say(`lockgate: stdout cannot be written: ${messageOf(error)}`);
      done(left);
    };
    process.stdout.on("error", fail);
    process.stdout.write(text, (error) => (error ? fail(error) : done(true)));
  });
}

/**
 * Writes a document to a file, its folder made where it is missing. False when it could not be written, which is said: half a
 * document is none, and none is left.
 */
export function writeFileOut(name: string, path: string, text: string): boolean {
  const target = resolve(path);
  let file: number | null = null;
  try {
    mkdirSync(dirname(target), { recursive: true });
    file = openSync(target, "w");
    writeFileSync(file, text);
    closeSync(file);
    return true;
  } catch (error) {
    say(`lockgate: ${name} cannot be written: ${messageOf(error)}`);
    if (file !== null) removeHalf(file, target);
    return false;
  }
}

function removeHalf(file: number, path: string): void {
  try {
    if (fstatSync(file).isFile()) rmSync(path, { force: true });
    closeSync(file);
  } catch {
    // Its folder may be read only; that it is not whole is said.
  }
}

/**
 * Relations of production's size without their rows: the planner asks a file for its size, and in Emscripten's file system,
 * which is in memory, that is a number. Nothing is allocated, and nothing may be read or written meanwhile: only planning
 * may run.
 */

export interface FileSize {
  /** As pg_relation_filepath says. */
  readonly path: string;
  /** Blocks of 8 kB. */
  readonly pages: number;
}

/** The part of Emscripten's file system that is used here. */
export interface SizedFiles {
  lookupPath(path: string): { readonly node: { usedBytes: number } };
  analyzePath(path: string): { readonly exists: boolean };
  writeFile(path: string, content: Uint8Array): void;
  unlink(path: string): void;
}

const BLOCK = 8192;
/** Blocks of a file of 1 GB, beyond which PostgreSQL opens another: RELSEG_SIZE. */
const SEGMENT = 131_072;

/**
 * Makes the files seem to have these sizes; returns what undoes it.
 *
 * @throws when a file is not there, with all undone. What undoes it throws, once all is undone, where a file was written to.
 */
export function pretendSizes(files: SizedFiles, root: string, sizes: readonly FileSize[]): () => void {
  const undo: (() => string | null)[] = [];
  const undoAll = (): void => {
    const [wrong] = undo
      .splice(0)
      .reverse()
      .flatMap((one) => one() ?? []);
    if (wrong !== undefined) throw new Error(wrong);
  };
  try {
    for (const { path, pages } of sizes) {
      const first = `${root}/${path}`;
      undo.push(resized(files, first, Math.min(pages, SEGMENT)));
      // A file that is exactly full makes PostgreSQL look for the next one.
      for (let segment = 1; segment * SEGMENT <= pages; segment++) {
        const next = `${first}.${segment}`;
        if (files.analyzePath(next).exists) throw new Error(`${next} exists`);
        files.writeFile(next, new Uint8Array(0));
        undo.push(() => {
          files.unlink(next);
          return null;
        });
        undo.push(resized(files, next, Math.min(pages - segment * SEGMENT, SEGMENT)));
      }
    }
  } catch (error) {
    undoAll();
    throw error;
  }
  return undoAll;
}

/** Sets the size of a file; returns what sets it back and says what went wrong meanwhile, or null. */
function resized(files: SizedFiles, path: string, pages: number): () => string | null {
  const { node } = files.lookupPath(path);
  const before = node.usedBytes;
  const pretended = Math.round(pages) * BLOCK;
  node.usedBytes = pretended;
  return () => {
    const { usedBytes } = node;
    node.usedBytes = before;
    return usedBytes === pretended ? null : `${path} was written to while it was planned for`;
  };
}

/** What `init` means to write. */
export interface Planned {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** The whole file, or null where nothing can be written and `remark` says what to do by hand. */
  readonly text: string | null;
  /** What stands there now, or null. A file that exists is only written where `text` keeps all of it. */
  readonly before: string | null;
  readonly executable: boolean;
  /** Worth a word, or null. */
  readonly remark: string | null;
}

/** What is done to a file: its new text, or null where it stays as it is. */
export type Change = Pick<Planned, "text" | "remark">;

/** A new file; one that stands there already is left as it is. */
export function newFile(path: string, text: string, before: string | null): Planned {
  const remark = before === null ? null : before === text ? "is so already" : "exists and is left as it is";
  return { path, text: before === null ? text : null, before, executable: false, remark };
}

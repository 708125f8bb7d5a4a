/**
 * Files as the readers of migrations see them: the working tree, the git index, or a commit.
 */
export interface Tree {
  /** Relative to the repository's root, with `/`, sorted by code unit. */
  readonly files: readonly string[];
  /**
   * The content of a file, listed or not.
   *
   * @throws {FileFailure} when there is no such file, or it may not be read; `reason` is for the user.
   */
  read(path: string): Promise<Buffer>;
}

/** A file that could not be read. */
export class FileFailure extends Error {
  readonly path: string;
  /** For the user: "does not exist", "is a directory". */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} ${reason}`);
    this.name = "FileFailure";
    this.path = path;
    this.reason = reason;
  }
}

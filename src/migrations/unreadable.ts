/** Something that could not be read, in the words of a report: path, 1-based line (or null), reason. Exit 4. */
export interface Unreadable {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
}

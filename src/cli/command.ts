/** What the commands of the command line share. */

/** Where a command leaves its exit code. */
export type Finish = (code: number) => void;

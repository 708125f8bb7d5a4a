/** The major versions that everything was measured on, oldest first. */
export const MAJORS = [14, 15, 16, 17, 18] as const;

export const NEWEST: number = MAJORS[4];

/** The measured version by which a version is judged: itself, or the newest for one that is newer than all of them. */
export function measuredFor(major: number): number {
  return Math.min(major, NEWEST);
}

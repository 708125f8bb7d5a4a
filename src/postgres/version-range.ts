/** Whether a range of the measured files, "14-17" or "18", has the major version in it. */
export function isIn(range: string, major: number): boolean {
  const [from, to] = range.split("-").map(Number);
  return major >= Number(from) && major <= Number(to ?? from);
}

/** What holds on the major version, of values by range; undefined when nothing does. */
export function at<T>(byRange: Readonly<Record<string, T>>, major: number): T | undefined {
  return Object.entries(byRange).find(([range]) => isIn(range, major))?.[1];
}

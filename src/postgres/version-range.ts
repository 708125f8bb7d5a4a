const RANGES = new Map<string, readonly [from: number, to: number]>();

/** Whether a range of the measured files, "14-17" or "18", has the major version in it. */
export function isIn(range: string, major: number): boolean {
  let read = RANGES.get(range);
  if (read === undefined) {
    const [from, to = from] = range.split("-").map(Number);
    read = [from ?? Number.NaN, to ?? Number.NaN];
    RANGES.set(range, read);
  }
  return major >= read[0] && major <= read[1];
}

/** What holds on the major version, of values by range; undefined when nothing does. */
export function at<T>(byRange: Readonly<Record<string, T>>, major: number): T | undefined {
  for (const range in byRange) if (isIn(range, major)) return byRange[range];
  return undefined;
}

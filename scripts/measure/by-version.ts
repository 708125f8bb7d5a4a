/**
 * Values by major version, as ranges of neighbouring versions with the same value: {"14-17": x, "18": y}.
 * Values are compared as JSON.
 */
export function byRange<T>(values: ReadonlyMap<number, T>): Record<string, T> {
  const ranges: { from: number; to: number; value: T; text: string }[] = [];
  for (const [major, value] of [...values].sort(([a], [b]) => a - b)) {
    const text = JSON.stringify(value);
    const last = ranges.at(-1);
    if (last && last.text === text) last.to = major;
    else ranges.push({ from: major, to: major, value, text });
  }
  return Object.fromEntries(
    ranges.map(({ from, to, value }) => [from === to ? String(from) : `${from}-${to}`, value]),
  );
}

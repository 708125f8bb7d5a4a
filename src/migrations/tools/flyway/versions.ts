/** Part by part as numbers, whatever separates them; a part that is none counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? 0n, right[index] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** One spelling of a version: "01_2.0" is "1.2". */
export function normalVersion(version: string): string {
  const parts = version.split(/[._]/).map((part) => (/^\d+$/.test(part) ? BigInt(part).toString() : part));
  return parts.join(".").replace(/(?:\.0)+$/, "");
}

function partsOf(version: string): bigint[] {
  return version.split(/[._]/).map((part) => (/^-?\d+$/.test(part) ? BigInt(part) : 0n));
}

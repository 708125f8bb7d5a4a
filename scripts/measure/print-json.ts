/**
 * Text for review: one line for what one form or witness does on one range of versions, everything sorted.
 * Ranges stand in the order of the versions.
 */
export function printByRange(sections: ReadonlyMap<string, Readonly<Record<string, unknown>>>): string {
  const entries = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = entries.map(([name, ranges]) => {
    const rows = Object.entries(ranges)
      .sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map(([range, value]) => `      ${JSON.stringify(range)}: ${oneLine(value)}`);
    return `    ${JSON.stringify(name)}: {\n${rows.join(",\n")}\n    }`;
  });
  return `{\n${lines.join(",\n")}\n  }`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${oneLine(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

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

const LINE = 100;

/**
 * Text for review of long lists of words: each list is printed as lines of words, joined by `; `, so that one new
 * function changes one line. Empty lists and objects are left out.
 */
export function printWords(value: unknown, indent: string): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const lines = linesOf(value.map(String)).map((line) => `${deeper}${JSON.stringify(line)}`);
    return `[\n${lines.join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => typeof field !== "object" || Object.keys(field).length > 0)
    .map(([key, field]) => `${deeper}${JSON.stringify(key)}: ${printWords(field, deeper)}`);
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

function linesOf(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= LINE)
      lines[lines.length - 1] = `${last}; ${word}`;
    else lines.push(word);
  }
  return lines;
}

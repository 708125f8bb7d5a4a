/** The blocks of a Prisma schema, with their lines: no more of its grammar than names and attributes need. */
import type { Place } from "./declared-schema.ts";

export interface PrismaBlock {
  readonly keyword: string;
  readonly name: string;
  readonly place: Place;
  /** What stands in it: a field, a value or a block attribute each, which Prisma does not let span lines. */
  readonly lines: readonly PrismaLine[];
}

export interface PrismaLine {
  /** Without comments; strings as they are. */
  readonly text: string;
  readonly place: Place;
}

const HEAD = /^(model|view|enum|type|datasource|generator)\s+(\w+)\s*\{(.*)$/;

/** The blocks of one file. What is not closed ends with the file. */
export function prismaBlocks(path: string, content: string): PrismaBlock[] {
  const blocks: PrismaBlock[] = [];
  let lines: PrismaLine[] | null = null;
  for (const [index, raw] of withoutComments(content).split("\n").entries()) {
    const text = raw.trim();
    const place = { path, line: index + 1 };
    if (lines === null) {
      const [, keyword, name = "", rest = ""] = HEAD.exec(text) ?? [];
      if (keyword === undefined) continue;
      lines = [];
      blocks.push({ keyword, name, place, lines });
      if (rest.trim() === "}") lines = null;
    } else if (text.startsWith("}")) {
      lines = null;
    } else if (text !== "") {
      lines.push({ text, place });
    }
  }
  return blocks;
}

const STRING_OR_COMMENT = /("(?:[^"\\\n]|\\.)*"?)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** With as many line breaks as before. */
function withoutComments(content: string): string {
  return content
    .replaceAll("\r\n", "\n")
    .replace(STRING_OR_COMMENT, (found, string?: string) => string ?? found.replace(/[^\n]+/g, ""));
}

/** The string that an attribute has: `@map("x")`, `@map(name: "x")`. Null where it is not there. */
export function attributeText(
  text: string,
  attribute: "@map" | "@@map" | "@@schema" | "@relation",
): string | null {
  // A default's own text may look like an attribute.
  const found = new RegExp(`${pattern(attribute)}\\s*\\(\\s*(?:name\\s*:\\s*)?("_*")`, "d").exec(
    blanked(text),
  );
  const [from, to] = found?.indices?.[1] ?? [0, 0];
  try {
    return found === null ? null : (JSON.parse(text.slice(from, to)) as string);
  } catch {
    return null;
  }
}

export function hasAttribute(text: string, attribute: "@ignore" | "@@ignore"): boolean {
  return new RegExp(`${pattern(attribute)}\\b`).test(blanked(text));
}

/** `@map` may be written `@ map`. */
function pattern(attribute: string): string {
  return attribute.replace(/^(@+)/, "(?<![@\\w])$1\\s*");
}

/** With nothing in its strings, and as long as before. */
function blanked(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => `"${"_".repeat(inner.length)}"`);
}

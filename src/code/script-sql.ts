import { closing, lineAt } from "./script-scan.ts";

/** SQL in JavaScript and TypeScript: template literals and strings behind what is known to send them. */

export interface FoundSql {
  readonly sql: string;
  /** 1-based. */
  readonly line: number;
}

/** Tags and methods of Prisma, postgres.js, slonik, Drizzle, Kysely, pg, TypeORM, Knex and Sequelize; with type arguments. */
export const SENDS =
  /(?:\$(?:query|execute)Raw(?:Unsafe)?|(?<![\w$])sql|\.(?:query|execute|raw))(?:<[^<>`(]*(?:<[^<>]*>[^<>`(]*)?>)?\s*(\(\s*)?(?=[`"'])/g;

const VERBS = /^\s*(?:\/\*[\s\S]*?\*\/\s*|--[^\n]*\n\s*)*(?:select|insert|update|delete|merge|with)\b/i;

/** What begins as a query; what stands in `${}` is a parameter. */
export function sqlInScript(text: string): FoundSql[] {
  const found: FoundSql[] = [];
  for (const match of text.matchAll(SENDS)) {
    const at = match.index + match[0].length;
    const literal = text[at] === "`" ? templateAt(text, at) : stringAt(text, at);
    if (literal === null || !VERBS.test(literal)) continue;
    found.push({ sql: literal.trim(), line: lineAt(text, at) });
  }
  return found;
}

/** Null where it is not closed, or numbers its parameters itself beside those of the template. */
function templateAt(text: string, from: number): string | null {
  let sql = "";
  let parameters = 0;
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === "`") return parameters > 0 && /\$\d/.test(text.slice(from, at)) ? null : sql;
    if (character === "\\") {
      sql += unescaped(text[++at] ?? "");
    } else if (character === "$" && text[at + 1] === "{") {
      at = closing(text, at + 1);
      parameters++;
      sql += `$${parameters}`;
    } else {
      sql += character;
    }
  }
  return null;
}

function stringAt(text: string, from: number): string | null {
  const [, double, single] = STRING.exec(text.slice(from, from + LONGEST)) ?? [];
  const written = double ?? single;
  return written === undefined ? null : written.replace(/\\(.)/g, (_, one: string) => unescaped(one));
}

const STRING = /^(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/;

const LONGEST = 20_000;

function unescaped(character: string): string {
  return { n: "\n", t: "\t", r: "\r" }[character] ?? character;
}

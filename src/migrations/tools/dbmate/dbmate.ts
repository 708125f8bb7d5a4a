import { blank } from "../../../sql/blank.ts";
import { lineAt } from "../../decode.ts";
import { basename } from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { leadingDigits, rowHistory } from "../row-history.ts";
import { type SentSql, timeoutInUrl, unsent } from "../tool.ts";

/**
 * dbmate: `<digits>….sql` with `-- migrate:up` and `-- migrate:down`, in the order of the file names. An up part is one
 * query between BEGIN and COMMIT; with `transaction:false` it is one query all the same.
 */
export const dbmate = numberedFilesTool({
  id: "dbmate",
  name: "dbmate",
  howToSetLockTimeout: timeoutInUrl("DATABASE_URL"),
  file: /^(\d+)[^\n]*\.sql$/,
  async isOwn(search, dir) {
    const sample = await search.sample(dir);
    return UP.test(sample) || DOWN.test(sample);
  },
  order: "name",
  twice: "dbmate takes it for applied, or fails at its row in the history",
  form: "<digits>….sql",
  other: "is passed over by dbmate: its name does not begin with a digit",
  late: "runs",
  transaction: "file",
  delivery: { sending: "one query" },
  noTransaction: "-- migrate:up transaction:false",
  writeFurther: furtherLayout({
    text({ sql, alone, down }, lineBreak) {
      const [up, back] = [alone, alone && down !== ""].map((bare) => (bare ? BARE : ""));
      return [`-- migrate:up${up}`, sql, `-- migrate:down${back}`, down].join(lineBreak);
    },
  }),
  withoutTransaction({ path }, text) {
    const [start = 0] = placesOf(text, "up");
    const end = start + (/^[^\n]*?(?=[\t\f\r ]*(?:\n|$))/.exec(text.slice(start))?.[0].length ?? 0);
    return [{ path, text: text.slice(0, end) + BARE + text.slice(end) }];
  },
  history: rowHistory({
    tables: ["schema_migrations"],
    columns: ["version"],
    order: "version",
    advice: { apply: "dbmate migrate", passesMissing: "dbmate status" },
    // dbmate compares versions as text.
    recorded: ({ version }) => version ?? null,
    key: ({ path }) => leadingDigits(basename(path)),
    twice: "dbmate applies one of them and passes over the other",
  }),
  read: (_, text) => read(text),
  down: { read: (_, text) => readDown(text) },
});

/** By the last option of this name in the directive's line. */
const BARE = " transaction:false";

// dbmate's own expressions, as Go reads them: white space is ASCII's, a line begins behind a line feed alone.
const SPACE = "[\\t\\n\\f\\r ]";
const directive = (name: string) =>
  `(?<![^\\n])--${SPACE}*migrate:${name}(?:${SPACE}*(?![^\\n])|${SPACE}+[^\\t\\n\\f\\r ])`;
const UP = new RegExp(directive("up"));
const DOWN = new RegExp(directive("down"));

const placesOf = (text: string, name: "up" | "down"): number[] =>
  [...text.matchAll(new RegExp(directive(name), "g"))].map(({ index }) => index);

function read(text: string): SentSql {
  const ups = placesOf(text, "up");
  const [first] = ups;
  if (first === undefined) {
    const down = text.search(DOWN);
    const reason =
      down < 0 ? "has no -- migrate:up: dbmate stops at it" : "goes only down: dbmate wants -- migrate:up";
    return unsent(reason, lineAt(text, Math.max(down, 0)));
  }
  const stray = strayBefore(text, first);
  if (stray >= 0) return unsent("has SQL before -- migrate:up: dbmate stops at it", lineAt(text, stray));
  const sections = ups.map((start, index) => sectionAt(text, start, ups[index + 1] ?? text.length));
  const twice = sections.find(({ downs }) => downs.length > 1)?.downs[1];
  if (twice !== undefined) {
    return unsent(
      "has a second -- migrate:down without -- migrate:up: dbmate stops at it",
      lineAt(text, twice),
    );
  }
  const missing = sections.filter(({ downs }) => downs.length === 0);
  const reason = "has no -- migrate:down: dbmate stops at it";
  return {
    sql: blank(text.slice(0, first)) + sections.map(({ sql }) => sql).join(""),
    transaction: "file",
    // Each up part commits by itself.
    ...(sections.length > 1 ? { atomicity: "statement" } : {}),
    delivery: {
      sending: "pieces",
      wrapping: "none",
      pieces: sections.map(({ start, begins }) => ({ start, block: begins })),
    },
    ...(missing.length > 0 ? { problems: missing.map(({ line }) => ({ line, reason })) } : {}),
  };
}

/** The down parts in their order, as rollback runs them. */
function readDown(text: string): SentSql | null {
  const downs = placesOf(text, "down");
  if (downs.length === 0) return null;
  const ups = placesOf(text, "up");
  const parts = downs.map((start) => {
    const end = ups.find((up) => up > start) ?? text.length;
    return { start, ...partAt(text, start, end, "down") };
  });
  let sql = "";
  for (const { start, part } of parts) sql += blank(text.slice(sql.length, start)) + part;
  return {
    sql,
    transaction: "file",
    ...(parts.length > 1 ? { atomicity: "statement" } : {}),
    delivery: {
      sending: "pieces",
      wrapping: "none",
      pieces: parts.map(({ start, begins }) => ({ start, block: begins })),
    },
  };
}

/** The index of a line before the first directive that is neither empty nor a comment, or -1. */
function strayBefore(text: string, end: number): number {
  let at = 0;
  for (const line of text.slice(0, end).split("\n").slice(0, -1)) {
    if (!/^[\t\f\r ]*(?:--|$)/.test(line)) return at;
    at += line.length + 1;
  }
  return -1;
}

function sectionAt(text: string, start: number, end: number) {
  const downs = placesOf(text.slice(start, end), "down").map((index) => start + index);
  const { part, begins } = partAt(text, start, downs[0] ?? end, "up");
  const down = blank(text.slice(downs[0] ?? end, end));
  return { sql: part + down, start, begins, downs, line: lineAt(text, start) };
}

/** The directive goes along as a comment, which a carriage return in it would end: only then does it matter. */
function partAt(text: string, start: number, end: number, name: "up" | "down") {
  const part = text.slice(start, end);
  const [line = ""] = part.split("\n", 1);
  const head = /\r(?!$)/.test(line) ? line : blank(line);
  return { part: head + part.slice(head.length), begins: !isBare(line, name) };
}

/** By the last option of this name in the directive's line. */
function isBare(line: string, name: "up" | "down"): boolean {
  const options = line.replace(new RegExp(`^--[\\t\\f\\r ]*migrate:${name}`), "").split(/[\t\f\r ]+/);
  return options.findLast((option) => /^transaction:[^:]*$/.test(option)) === "transaction:false";
}

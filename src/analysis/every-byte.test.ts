import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { decode } from "../migrations/decode.ts";
import { memoryTree } from "../migrations/memory-tree.testing.ts";
import type { Folder, SentSql } from "../migrations/tools/tool.ts";
import { TOOLS } from "../migrations/tools/tools.ts";
import { skipBlank } from "../sql/lexer.ts";
import { beforePostgres, loadParser, parseScript, tokens } from "../sql/parse.ts";
import type { Reader, Script } from "../sql/statement.ts";

beforeAll(loadParser);

const FRAGMENTS = [
  ..."-- /* */ ' '' E' \\' \" $$ $a$ $é$ ; ( ) [ ] \\ \\\\ \\; :x :'x' é 🚀 a$b$c $ { }".split(" "),
  ...["\n", "\n", "\r", "\r\n", "\t", "\v", "\u00a0", "\u0085", "\u2028", "\uFEFF", " ", "\n\n"],
  ...[
    "\\echo hi\n",
    "\\i x.sql\n",
    "\\set x 1\n",
    "\\restrict a\n",
    "\\g\n",
    "\\q\n",
    "\\.\n",
    "\n\\.\n",
    "\\copy t from stdin\n",
  ],
  ...["COPY t FROM stdin;\n", "1\tx\n", "SET standard_conforming_strings = off;", "--> statement-breakpoint"],
  ...[
    "\n-- migrate:up\n",
    "\n-- migrate:down\n",
    "\n-- migrate:down -- x\r",
    "\n--\u00a0migrate:down\n",
    "-- migrate:up",
  ],
  ...["\n-- +goose Up\n", "\n-- +goose Down\n", "\n-- +goose StatementBegin\n", "\n-- +goose StatementEnd\n"],
  ...[
    "DROP TABLE users;",
    "SELECT 1;",
    "SELECT 1",
    "-- x\rDROP TABLE users;\n",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC",
  ],
];

/** What of a file does not stand in the SQL that is read of it, and why that is right: by the tool's own simple rules. */
const LEFT_OUT: Readonly<Record<string, (text: string) => boolean[]>> = {
  // Behind a line that is the marker, to the next: dbmate reads lines that end with a line feed alone.
  dbmate: (text) => {
    let isUp = false;
    return byLine(text, (line) => {
      const marker = /^--[\t\f\r ]*migrate:(up|down)(?:[\t\f\r ]|$)/.exec(line)?.[1];
      isUp = marker === undefined ? isUp : marker === "up";
      return !isUp || (marker === "up" && !/\r(?!$)/.test(line));
    });
  },
  goose: (text) => {
    let isUp = false;
    return byLine(text, (line) => {
      const marker = /^--.*\+goose (up|down)\b/i.exec(line)?.[1]?.toLowerCase();
      isUp = marker === undefined ? isUp : marker === "up";
      // Comments are not sent, wherever they stand; the end of a body may take the place of its annotation.
      return !isUp || line.trimStart().startsWith("--");
    });
  },
  drizzle: (text) => {
    const out = Array.from({ length: text.length }, () => false);
    for (const { index } of text.matchAll(/--> statement-breakpoint/g)) out.fill(true, index, index + 24);
    return out;
  },
};

function byLine(text: string, isOut: (line: string) => boolean): boolean[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).flatMap((line) => {
    const out = isOut(line.replace(/\n$/, ""));
    return Array.from({ length: line.length }, () => out);
  });
}

/** The characters of a reading's SQL that are not the file's, where the tool's own rules do not leave the text out. */
function strayed(tool: string, text: string, { sql }: SentSql): string[] {
  const out = LEFT_OUT[tool]?.(text) ?? [];
  expect(sql.length).toBe(text.length);
  return [...Array(text.length).keys()].flatMap((at) =>
    sql[at] === text[at] || out[at] === true ? [] : [`${at}: ${JSON.stringify(text.slice(at, at + 20))}`],
  );
}

/** The parts of a script that are neither statement, comment, white space, semicolon nor said to be something else. */
function unaccounted(source: string, reader: Reader, script: Script): string[] {
  const { sql } = beforePostgres(source, reader);
  expect(sql.length).toBe(source.length);
  const covered = new Uint8Array(source.length);
  for (const { start, end } of [...script.unread, ...(script.setAside ?? [])]) covered.fill(1, start, end);
  for (const { start, text } of script.statements) {
    expect(sql.startsWith(text, start)).toBe(true);
    covered.fill(1, start, start + text.length);
  }
  const isKept = (at: number) => sql[at] === source[at] || source[at] === "\\";
  const blanked = [...covered.keys()].filter((at) => covered[at] === 0 && !isKept(at));
  const rest = [...covered].map((done, at) => (done === 1 ? " " : (sql[at] ?? ""))).join("");
  // PostgreSQL's own scanner says what is left: a second lexer beside the one that is tested.
  // (Of a vertical tab in a comment it makes JSON that is none.)
  const known = tokens(rest.replaceAll("\v", " "));
  const left = known.filter(({ text }) => text !== ";");
  if (known.length === 0 && skipBlank(rest, 0) < rest.length) return [`not even scanned: ${rest}`];
  return [...blanked.map((at) => `blank ${at}`), ...left.map(({ start, text }) => `${start} ${text}`)];
}

const READERS: Readonly<Record<string, Folder>> = {};
beforeAll(async () => {
  for (const tool of TOOLS.filter(({ id }) =>
    /^(sql|prisma|drizzle|supabase|dbmate|goose|golang-migrate|flyway)$/.test(id),
  )) {
    const tree = memoryTree({ "m/meta/_journal.json": '{"entries": []}' });
    Object.assign(READERS, { [tool.id]: await tool.declare(tree, { dir: "m" }) });
  }
});

test.each(["sql", "prisma", "drizzle", "supabase", "dbmate", "goose", "golang-migrate", "flyway"])(
  "every byte of a file of %s is accounted for",
  (tool) => {
    const folder = READERS[tool] as Folder;
    let read = 0;
    const part = fc.constantFrom(...FRAGMENTS);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.boolean(), (parts, hasHead) => {
        const head = hasHead ? (HEADS[tool] ?? "") : "";
        const { text } = decode(Buffer.from(head + parts.join("") + (hasHead ? (TAILS[tool] ?? "") : "")));
        if (text === null) return;
        const reading = folder.read({ id: "1", path: "m/1_a.sql", version: "1" }, text);
        const isSaid = (reading.problems ?? []).length > 0;
        if (isSaid && reading.sql === "") return;
        read++;
        expect(strayed(tool, text, reading)).toEqual([]);
        const reader = reading.reader ?? "postgres";
        expect(unaccounted(reading.sql, reader, parseScript(reading.sql, reader))).toEqual([]);
      }),
      { numRuns: 700, seed: 11 },
    );
    expect(read).toBeGreaterThan(50);
  },
);

const HEADS: Readonly<Record<string, string>> = { dbmate: "-- migrate:up\n", goose: "-- +goose Up\n" };
const TAILS: Readonly<Record<string, string>> = { dbmate: "\n-- migrate:down\n" };

import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { editedText, textOfPieces } from "./edit.ts";

beforeAll(loadParser);

/** The file with statements taken out (null) or replaced, by their index. */
function edited(text: string, changes: Record<number, readonly string[] | null>): string | null {
  const { statements } = parseScript(text);
  const kept = statements.flatMap((statement) => {
    const change = changes[statement.index];
    return change === null ? [] : [{ statement, sql: change ?? null }];
  });
  return editedText({ text, sql: text, statements, kept });
}

test("what stays is what it was, byte for byte", () => {
  const text = "\uFEFF-- head\n\n  SELECT 1 ;\t-- one\n/* two */SELECT 2;SELECT 3\n\n";
  expect(edited(text, {})).toBe(text);
});

test("a statement goes with the comments above it and beside it, and with one blank line", () => {
  const text = "SELECT 1; -- one\n\n-- two\n-- of two\nSELECT 2; -- beside\n\n-- three\nSELECT 3;\n";
  expect(edited(text, { 1: null })).toBe("SELECT 1; -- one\n\n-- three\nSELECT 3;\n");
  expect(edited(text, { 0: null, 2: null })).toBe("-- two\n-- of two\nSELECT 2; -- beside\n\n");
});

test("a statement on a line with others goes alone", () => {
  const text = "SELECT 1; SELECT 2; SELECT 3; -- three\nSELECT 4;\n";
  expect(edited(text, { 0: null })).toBe("SELECT 2; SELECT 3; -- three\nSELECT 4;\n");
  expect(edited(text, { 1: null })).toBe("SELECT 1; SELECT 3; -- three\nSELECT 4;\n");
  expect(edited(text, { 2: null })).toBe("SELECT 1; SELECT 2;\nSELECT 4;\n");
});

test("what takes its place has the line ends of the file, and its comments", () => {
  expect(edited("-- one\r\nSELECT 1; -- beside\r\n", { 0: ["SELECT\n2", "SELECT 3"] })).toBe(
    "-- one\r\nSELECT\r\n2;\r\nSELECT 3; -- beside\r\n",
  );
});

test("Drizzle's breakpoints stand between statements, and nowhere else", () => {
  const text = "SELECT 1;--> statement-breakpoint\nSELECT 2;--> statement-breakpoint\nSELECT 3;\n";
  expect(edited(text, { 2: null })).toBe("SELECT 1;--> statement-breakpoint\nSELECT 2;\n");
  expect(edited(text, { 1: ["SELECT 4", "SELECT 5"] })).toBe(
    "SELECT 1;--> statement-breakpoint\nSELECT 4;--> statement-breakpoint\nSELECT 5;--> statement-breakpoint\nSELECT 3;\n",
  );
});

test("a file that is not sent as it stands is left alone", () => {
  const { statements } = parseScript("SELECT 1;");
  const kept = statements.map((statement) => ({ statement, sql: null }));
  expect(editedText({ text: "SELECT :one;", sql: "SELECT 1;     ", statements, kept })).toBeNull();
});

test("a further file has the comments of its statements, without a word for lockgate on what is replaced", () => {
  const sql =
    "-- why\n-- lockgate: ignore drops-column because it is empty\nSELECT 1; -- beside\nSELECT 2;\n";
  const { statements } = parseScript(sql);
  const [first, second] = statements;
  if (first === undefined || second === undefined) throw new Error("two statements");
  expect(textOfPieces([{ statement: first, sql: ["SELECT 3", "SELECT 4"] }], sql, "\n")).toBe(
    "-- why\nSELECT 3;\nSELECT 4; -- beside\n",
  );
  expect(
    textOfPieces(
      [first, second].map((statement) => ({ statement, sql: null })),
      sql,
      "\r\n",
    ),
  ).toBe(
    "-- why\r\n-- lockgate: ignore drops-column because it is empty\r\nSELECT 1; -- beside\r\n\r\nSELECT 2;\r\n",
  );
});

import { describe, expect, test } from "vitest";
import { targetOf } from "../../find/discover.testing.ts";

const read = async (text: string) => {
  const target = await targetOf({ "m/00001_a.sql": "-- +goose Up\nSELECT 1;\n", "m/00002_b.sql": text });
  return { migration: target.migrations.find(({ id }) => id === "00002_b"), unreadable: target.unreadable };
};

describe("what runs", () => {
  test("the up part, on its own lines", async () => {
    const { migration } = await read("-- +goose Up\n-- why\nSELECT 1;\n\n-- +goose Down\nSELECT 2;\n");
    expect(migration?.sql.split("\n").map((line) => line.trim())).toEqual([
      "",
      "-- why",
      "SELECT 1;",
      "",
      "",
      "",
      "",
    ]);
    expect([migration?.tool, migration?.transaction]).toEqual(["goose", "file"]);
  });

  test("StatementEnd ends a statement that has no semicolon, and adds none to one that has", async () => {
    const body = "CREATE FUNCTION f() RETURNS int AS $$\nSELECT 1;\n$$ LANGUAGE sql";
    const text = (end: string) =>
      `-- +goose Up\n-- +goose StatementBegin\n${body}${end}\n-- +goose StatementEnd\nSELECT 2;\n`;
    const [open, closed] = [await read(text("")), await read(text(";"))];
    expect(open.migration?.sql.split("\n").map((line) => line.trimEnd())[5]).toBe(";");
    expect(closed.migration?.sql.split("\n").map((line) => line.trimEnd())[5]).toBe("");
  });

  test("NO TRANSACTION: each statement by itself", async () => {
    const { migration } = await read("-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n");
    expect(migration?.transaction).toBe("statement");
  });

  test("ENVSUB without a variable changes nothing", async () => {
    const { migration } = await read(
      "-- +goose Up\n-- +goose ENVSUB ON\nSELECT 1;\n-- +goose ENVSUB OFF\nSELECT '$x';\n",
    );
    expect(migration?.sql).toContain("SELECT '$x';");
  });
});

test.each([
  ["SELECT 1;\n", 1, "has SQL before -- +goose Up"],
  ["\n\n", 1, "has no -- +goose Up"],
  ["-- +goose Down\nSELECT 1;\n", 1, "has -- +goose Down without -- +goose Up before it"],
  ["-- +goose Up\nSELECT 1;\n-- +goose Up\n", 3, "has a second -- +goose Up"],
  [
    "-- +goose Up\n\n-- +goose StatementBegin\nSELECT 1;\n",
    3,
    "has -- +goose StatementBegin without StatementEnd",
  ],
  [
    "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\n",
    2,
    "has -- +goose StatementBegin without StatementEnd",
  ],
  ["-- +goose Up\n-- +goose StatementEnd\n", 2, "has -- +goose StatementEnd without StatementBegin"],
  [
    "-- +goose Up\nSELECT 1;\nSELECT\n 2\n-- +goose Down\n",
    3,
    "has a statement without a semicolon at its end",
  ],
  ["-- +goose Up\nSELECT 1\n", 2, "has a statement without a semicolon at its end"],
  ["-- +goose Up\n  -- +goose Down\n", 2, "has an indented -- +goose annotation"],
  ["-- +goose Upp\n", 1, "has an unknown annotation, -- +goose Upp"],
])("%j: goose stops", async (text, line, reason) => {
  const { migration, unreadable } = await read(text);
  expect(migration).toBeUndefined();
  expect(unreadable).toEqual([{ path: "m/00002_b.sql", line, reason: `${reason}: goose stops at it` }]);
});

test("a body that goose would split, and a variable of the environment", async () => {
  const split = await read(
    "-- +goose Up\nCREATE FUNCTION f() RETURNS int AS $$\nSELECT 1;\n$$ LANGUAGE sql;\n",
  );
  expect(split.unreadable.map(({ line, reason }) => [line, reason])).toEqual([
    [
      3,
      "ends with a semicolon inside of a body: goose splits there; use -- +goose StatementBegin and StatementEnd",
    ],
  ]);
  const variable = await read(`-- +goose Up\n-- +goose ENVSUB ON\nCREATE ROLE \${APP};\n`);
  expect(variable.unreadable.map(({ line, reason }) => [line, reason])).toEqual([
    [3, "substitutes variables of the environment (ENVSUB ON): their values are not known here"],
  ]);
});

test("by number, with code beside named, and a file without number stopping goose", async () => {
  const up = "-- +goose Up\nSELECT 1;\n";
  const target = await targetOf({ "m/10_b.sql": up, "m/9_a.sql": up, "m/11_c.go": "", "m/seed.sql": up });
  expect(target.migrations.map(({ id }) => id)).toEqual(["9_a", "10_b"]);
  expect(target.remarks.map(({ path }) => path)).toEqual(["m/11_c.go"]);
  expect(target.unreadable).toEqual([
    {
      path: "m/seed.sql",
      line: null,
      reason: "has no <number>_ at the beginning of its name: goose stops at it",
    },
  ]);
});

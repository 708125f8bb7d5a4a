import { describe, expect, test } from "vitest";
import { INDEX, split, VALIDATE } from "./further.testing.ts";

const SQL = "CREATE TABLE a (id int);\n";

/** A repository of each tool with a migration of this name, and names of later ones. */
const LAYOUTS = {
  prisma: (names: readonly string[]) => ({
    "package.json": '{"devDependencies": {"prisma": "6.19.0"}}',
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    ...filesOf(names, (name) => `prisma/migrations/${name}/migration.sql`, SQL),
  }),
  supabase: (names: readonly string[]) => filesOf(names, (name) => `supabase/migrations/${name}.sql`, SQL),
  goose: (names: readonly string[]) =>
    filesOf(names, (name) => `db/${name}.sql`, `-- +goose Up\n${SQL}\n-- +goose Down\nDROP TABLE a;\n`),
  dbmate: (names: readonly string[]) =>
    filesOf(
      names,
      (name) => `db/migrations/${name}.sql`,
      `-- migrate:up\n${SQL}\n-- migrate:down\nDROP TABLE a;\n`,
    ),
  "golang-migrate": (names: readonly string[]) => ({
    ...filesOf(names, (name) => `migrations/${name}.up.sql`, SQL),
    ...filesOf(names, (name) => `migrations/${name}.down.sql`, "DROP TABLE a;\n"),
  }),
  flyway: (names: readonly string[]) => filesOf(names, (name) => `db/migration/${name}.sql`, SQL),
  sql: (names: readonly string[]) => filesOf(names, (name) => `migrations/${name}.sql`, SQL),
} as const;

function filesOf(names: readonly string[], path: (name: string) => string, text: string) {
  return Object.fromEntries(names.map((name) => [path(name), text]));
}

type Layout = keyof typeof LAYOUTS;

async function splitFirst(layout: Layout, names: readonly string[], files = [INDEX, VALIDATE]) {
  const repository = LAYOUTS[layout](names);
  const [path = ""] = Object.keys(repository).filter(
    (file) => file.includes(names[0] ?? "") && !file.includes(".down."),
  );
  return split(repository, path, files);
}

describe("names behind the changed one, and ahead of the next", () => {
  test.each<[Layout, string[], string[]]>([
    ["prisma", ["20260101235959_a", "20260201000000_b"], ["20260102000000_a_2", "20260102000001_a_3"]],
    ["prisma", ["0_init", "20260201000000_b"], ["1_init_2", "2_init_3"]],
    [
      "prisma",
      ["20260101000000_a", "20260101000001_b"],
      ["20260101000000_a_step_2", "20260101000000_a_step_3"],
    ],
    ["prisma", ["init", "z"], ["init_step_2", "init_step_3"]],
    ["supabase", ["20260101000000_a", "20260101000003_b"], ["20260101000001_a_2", "20260101000002_a_3"]],
    ["goose", ["00007_a"], ["00008_a_2", "00009_a_3"]],
    ["goose", ["1700000000_a", "1700000100_b"], ["1700000001_a_2", "1700000002_a_3"]],
    ["dbmate", ["20260101000000_a"], ["20260101000001_a_2", "20260101000002_a_3"]],
    ["golang-migrate", ["000009_a"], ["000010_a_2.up", "000011_a_3.up"]],
    ["golang-migrate", ["1700000000000_a"], ["1700000000001_a_2.up", "1700000000002_a_3.up"]],
    ["flyway", ["V3__a", "V4__b"], ["V3.1__a_2", "V3.2__a_3"]],
    ["flyway", ["V1.2.3__a", "V1.2.4__b"], ["V1.2.3.1__a_2", "V1.2.3.2__a_3"]],
    ["flyway", ["V1_2__a", "V1_2_1__b"], ["V1_2_0_1__a_2", "V1_2_0_2__a_3"]],
    ["flyway", ["V3__a", "V3.1__b", "R__view"], ["V3.0.1__a_2", "V3.0.2__a_3"]],
    ["flyway", ["V20260101120000__a"], ["V20260101120000.1__a_2", "V20260101120000.2__a_3"]],
    ["sql", ["001_a"], ["002_a_2", "003_a_3"]],
    ["sql", ["001_a", "002_b"], ["001_a_step_2", "001_a_step_3"]],
    ["sql", ["001_a", "001_a_b"], ["001_a_2", "001_a_3"]],
    ["sql", ["2026-01-31-235959_a"], ["2026-02-01-000000_a_2", "2026-02-01-000001_a_3"]],
    ["sql", ["20260131_a"], ["20260201_a_2", "20260202_a_3"]],
    ["sql", ["create", "orders"], ["create_step_2", "create_step_3"]],
    ["sql", ["001_a_2"], ["002_a_3", "003_a_4"]],
  ])("%s: %j", async (layout, names, expected) => {
    const { refusal, written, target } = await splitFirst(layout, names);
    expect(refusal).toBeNull();
    const stem = (path: string) =>
      path
        .replace(/\/migration\.sql$/, "")
        .replace(/.*\//, "")
        .replace(/\.sql$/, "");
    expect(written.migrations.map(({ path }) => stem(path))).toEqual(expected);
    const order = target.migrations.map(({ path }) => stem(path));
    const up = layout === "golang-migrate" ? ".up" : "";
    const [first = "", ...later] = names.map((name) => name + up);
    expect(order).toEqual([first, ...expected, ...later]);
    expect(target.unreadable).toEqual([]);
  });

  test.each<[Layout, string[], string]>([
    ["supabase", ["20260101000000_a", "20260101000002_b"], "between 20260101000000_a and 20260101000002_b"],
    ["goose", ["00007_a", "00008_b"], "between 00007_a and 00008_b"],
    ["dbmate", ["99_a"], "dbmate has no name for one behind 99_a"],
    ["golang-migrate", ["7_a", "8_b"], "between 7_a.up and 8_b.up"],
  ])("%s: no room in %j", async (layout, names, reason) => {
    const { refusal } = await splitFirst(layout, names);
    expect(refusal).toContain(reason);
  });
});

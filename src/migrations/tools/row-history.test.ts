import { describe, expect, it } from "vitest";
import { basename } from "../tree.ts";
import { type File, readHistory } from "./history.testing.ts";
import type { HistoryRow } from "./history.ts";
import type { ToolId } from "./tools.ts";

describe("tools that keep names only", () => {
  it.each<[ToolId, HistoryRow, string, string]>([
    ["dbmate", { version: "20250101" }, "db/migrations/20250101_a.sql", "db/migrations/20250102_b.sql"],
    ["rails", { version: "20250101" }, "db/migrate/20250101_a.rb", "db/migrate/20250102_b.rb"],
    ["node-pg-migrate", { name: "1_a" }, "migrations/1_a.js", "migrations/2_b.ts"],
    ["knex", { name: "1_a.js" }, "migrations/1_a.ts", "migrations/2_b.ts"],
    ["sequelize", { name: "1_a.js" }, "migrations/1_a.js", "migrations/2_b.js"],
    ["mikro-orm", { name: "Migration1" }, "migrations/Migration1.ts", "migrations/Migration2.ts"],
    ["kysely", { name: "1_a" }, "migrations/1_a.ts", "migrations/2_b.ts"],
    ["django", { app: "shop", name: "0001_a" }, "shop/migrations/0001_a.py", "shop/migrations/0002_b.py"],
  ])("%s", (tool, row, applied, pending) => {
    const name = (path: string) => basename(path).replace(/\.sql$/, "");
    expect(readHistory(tool, [row], [applied, pending])).toMatchObject({
      items: [`pending ${name(pending)}`],
      applied: [name(applied)],
    });
    expect(readHistory(tool, [row], [applied, pending], [name(pending)]).items).toEqual([]);
    expect(readHistory(tool, [row], [pending]).items).toHaveLength(3);
  });

  it("takes TypeORM's name from the class, or from its property", () => {
    const files: File[] = [
      ["m/1-a.ts", "export class AddUsers1700000000001 implements MigrationInterface {"],
      [
        "m/2-b.ts",
        'export class B1700000000002 implements MigrationInterface {\n  name = "Renamed1700000000002"',
      ],
    ];
    const rows = [{ name: "AddUsers1700000000001" }, { name: "Renamed1700000000002" }];
    expect(readHistory("typeorm", rows, files).items).toEqual([]);
    expect(readHistory("typeorm", rows.slice(0, 1), files).items).toEqual(["pending 2-b.ts"]);
  });

  it("leaves the apps of packages alone", () => {
    const rows = [
      { app: "auth", name: "0001_initial" },
      { app: "shop", name: "0001_a" },
    ];
    expect(readHistory("django", rows, ["shop/migrations/0001_a.py"]).items).toEqual([]);
  });
});

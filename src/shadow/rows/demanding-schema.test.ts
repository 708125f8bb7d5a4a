import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openShadow } from "../engines/open-shadow.ts";
import { LIMITS } from "../engines/shadow.ts";
import { fillTables } from "./fill-tables.ts";

// The embedded PostgreSQL is one that knows the newer demands, too.
const SCHEMA = ["demanding-schema.sql", "newer-demands.sql"]
  .map((name) => readFileSync(new URL(name, import.meta.url), "utf8"))
  .join("\n");

test("every table of a demanding schema takes rows", async () => {
  const shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
  try {
    expect((await shadow.session.exec(SCHEMA)).error).toBeNull();
    const { filled, unfilled } = await fillTables(shadow.session);
    expect(unfilled).toEqual([]);
    const others = [...filled].filter(([, rows]) => rows < 4).map(([relation]) => relation);
    expect(others).toEqual(["public.singleton"]);
  } finally {
    await shadow.close();
  }
});

import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { observation } from "./rehearse.testing.ts";
import { SCRIPT, toldOfTakenBack } from "./taken-back.testing.ts";

beforeAll(loadParser);

test.each(["statement", "file"] as const)(
  "what a block takes back is told by looks at what changes as by looks at everything: %s",
  async (transaction) => {
    const told = await toldOfTakenBack("at what changes", transaction);
    const whole = await toldOfTakenBack("at everything", transaction);
    for (const [at, sql] of SCRIPT.entries()) expect(told[at], sql).toEqual(whole[at]);

    const of = (sql: string) => observation(told[SCRIPT.findIndex((one) => one.includes(sql))]);
    expect(of("PERFORM count(*)")).toMatchObject({
      locks: [],
      scans: [{ relation: "public.place", why: "reads rows" }],
    });
    expect(of("CREATE TABLE gone")).toMatchObject({ created: [], details: [] });
    expect(of("RENAME TO seen")?.details).toMatchObject([{ kind: "column", change: "added", name: "seen" }]);
    expect(told.filter((one) => observation(one)?.error)).toHaveLength(1);
  },
  120_000,
);

import { expect, test } from "vitest";
import type { ConfigFile } from "./config-schema.ts";
import { weakened } from "./weakened.ts";

const levelOf = (rule: string) => (({ "drops-column": "error", "piles-up-locks": "note" }) as const)[rule];
const said = (before: ConfigFile, after: ConfigFile) =>
  weakened(before, after, levelOf).map(({ does }) => does);

test.each<[ConfigFile, ConfigFile, string[]]>([
  [{}, {}, []],
  [{}, { failOn: "never" }, ["lowers failOn from error to never"]],
  [{ failOn: "warning" }, {}, ["lowers failOn from warning to error"]],
  [{ failOn: "never" }, { failOn: "warning" }, []],
  [{}, { rules: { "drops-column": "off" } }, ["switches drops-column off"]],
  [{}, { rules: { "drops-column": "note" } }, ["lowers drops-column from error to note"]],
  [{ rules: { "piles-up-locks": "error" } }, {}, ["lowers piles-up-locks from error to note"]],
  [{}, { rules: { "piles-up-locks": "error" } }, []],
  [{}, { rules: { "their-own": "warning" } }, ["lowers their-own to warning"]],
  [
    {},
    {
      overrides: [
        {
          paths: ["old/**"],
          tables: ["public.log"],
          rules: { "drops-column": "off" },
          size: { assume: "small" },
        },
      ],
    },
    [
      "switches drops-column off for old/**, public.log",
      "takes tables of unknown size for small for old/**, public.log",
    ],
  ],
  [
    {},
    { static: true, shadow: "docker:postgres:16" },
    [
      "changes where migrations are rehearsed from the default to docker:postgres:16",
      "switches the rehearsal off",
    ],
  ],
  [
    { targets: [{ dir: "a" }, { dir: "b" }] },
    { targets: [{ dir: "b", transaction: "statement" }] },
    ["takes the folder a out of the config", "reads the folder b in another way"],
  ],
  [
    {},
    { tables: { assume: "small", small: { rows: 5_000_000 } } },
    ["takes tables of unknown size for small", "raises tables.small.rows from 50000 to 5000000"],
  ],
  [{}, { tables: { small: { rows: 1 } } }, []],
  [{ userRules: ["rules"] }, {}, ["removes the rules in rules"]],
  [
    {},
    { unanalyzed: [{ path: "db/1.sql", reason: "ran by hand" }] },
    ['excuses db/1.sql from analysis ("ran by hand")'],
  ],
  [{}, { overrideLabel: "ok" }, ["makes the label ok turn errors into warnings"]],
  [
    { drift: { include: ["grants"], requireSchema: true } },
    { drift: { ignore: ["public.tmp_*"] } },
    [
      "ignores drift of public.tmp_*",
      "no longer counts grants as drift",
      "no longer requires the schema file to be compared",
    ],
  ],
  [
    { drift: { schemas: ["public", "billing"] } },
    { drift: { schemas: ["public"] } },
    ["looks for drift only in the schemas public"],
  ],
  [{ drift: { schemas: ["public"] } }, { drift: { schemas: ["public", "billing"] } }, []],
])("%j to %j", (before, after, expected) => {
  expect(said(before, after)).toEqual(expected);
});

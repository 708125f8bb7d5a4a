import { type Case, holds, SECOND, SHOP } from "./case.testing.ts";

// What has always held, so that it goes on holding.
const CASES: readonly Case[] = [
  {
    why: "a nested comment hides where it ends",
    change: "/* /* */ lockgate: ignore drops-table because it is old */\nDROP TABLE invoice;",
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "an ignore stands in a string",
    change: "SELECT '\n-- lockgate: ignore drops-table because it is old\n';\nDROP TABLE invoice;",
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "the file is one that git ignores and yet keeps",
    change: { ".gitignore": "migrations/0002*\n", [SECOND]: "DROP TABLE invoice;" },
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a merged migration is edited",
    change: { "migrations/0001_shop.sql": `${SHOP["migrations/0001_shop.sql"]}DROP TABLE invoice;\n` },
    gate: "stopped",
  },
  {
    why: "a byte order mark stands before the statement",
    change: "\uFEFFDROP TABLE invoice;",
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a session of replication role drops the table",
    change: "SET session_replication_role = replica;\nDROP TABLE invoice;",
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a new table, its index and its rows are nobody's loss",
    change:
      "CREATE TABLE note (id int PRIMARY KEY, body text);\nCREATE INDEX ON note (body);\nDELETE FROM note;",
    gate: "passes",
  },
];

holds("what has always held", CASES);

import { REFERRED_TO, REFERS, TABLE } from "./given.ts";
import { on } from "./witness.ts";

const SOURCE = `${TABLE}CREATE TABLE source (id int PRIMARY KEY, a int);
INSERT INTO source SELECT i + 1000, i FROM generate_series(1, 300) i;
`;

export const rows = [
  ...on(SOURCE, [
    ["INSERT", "INSERT INTO target (id, a) VALUES (1000, 1)"],
    ["INSERT", "INSERT INTO target (id, a) VALUES (1, 1) ON CONFLICT (id) DO NOTHING"],
    ["INSERT SELECT", "INSERT INTO target (id, a) SELECT id, a FROM source"],
    ["UPDATE", "UPDATE target SET a = 1"],
    ["UPDATE", "UPDATE target SET a = 1 WHERE id = 7"],
    ["UPDATE", "UPDATE target SET a = source.a FROM source WHERE source.id = target.id"],
    ["DELETE", "DELETE FROM target"],
    ["DELETE", "DELETE FROM target WHERE id = 7"],
    ["SELECT", "SELECT count(*) FROM target"],
    ["LOCK TABLE", "LOCK TABLE target"],
  ]),
  ...on(REFERS, [["INSERT", "INSERT INTO target (id, a) VALUES (1000, 1)", "it refers to another table"]]),
  ...on(REFERRED_TO, [["DELETE", "DELETE FROM target WHERE id = 7", "another table refers to it"]]),
];

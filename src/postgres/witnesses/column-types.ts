import { INDEXED_TABLE, TABLE } from "./given.ts";
import { on } from "./witness.ts";

const TYPE = "ALTER TABLE ALTER COLUMN TYPE";

export const columnTypes = [
  ...on(TABLE, [
    [TYPE, "ALTER TABLE target ALTER COLUMN a TYPE bigint"],
    [TYPE, "ALTER TABLE target ALTER COLUMN a SET DATA TYPE bigint"],
    [TYPE, "ALTER TABLE target ALTER COLUMN c TYPE varchar(50)"],
    [TYPE, "ALTER TABLE target ALTER COLUMN c TYPE varchar(10)"],
    [TYPE, "ALTER TABLE target ALTER COLUMN c TYPE text"],
    [TYPE, "ALTER TABLE target ALTER COLUMN b TYPE varchar(100)"],
    [TYPE, "ALTER TABLE target ALTER COLUMN b TYPE int USING id"],
    [TYPE, "ALTER TABLE target ALTER COLUMN b TYPE int"],
    [TYPE, "ALTER TABLE target ALTER COLUMN d TYPE timestamptz", "TimeZone is UTC"],
    [TYPE, "ALTER TABLE target ALTER COLUMN d TYPE timestamptz USING d AT TIME ZONE 'UTC'"],
  ]),
  ...on(INDEXED_TABLE, [[TYPE, "ALTER TABLE target ALTER COLUMN a TYPE bigint", "it is indexed"]]),
];

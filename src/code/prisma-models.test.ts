import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { defaultQueries } from "./default-queries.ts";
import { prismaModels } from "./prisma-models.ts";
import { TRICKY_SCHEMA } from "./tricky-schema.testing.ts";

beforeAll(loadParser);

const schema = prismaModels(TRICKY_SCHEMA);

test("tables, columns and their places", () => {
  const shown = schema.models.map(({ model, schema, table, place, columns, ignored, whole }) => [
    `${model} = ${schema}.${table} ${place.path}:${place.line}${ignored ? " ignored" : ""}${whole ? "" : " in part"}`,
    ...columns.map((one) => `${one.field} = ${one.column}:${one.place.line}${one.ignored ? " ignored" : ""}`),
  ]);
  expect(shown).toEqual([
    [
      "Order = sales.orders prisma/schema/main.prisma:12",
      "id = id:13",
      "orgId = org_id:14",
      "note = note:16",
      "total = total_amount:17",
      "status = status:18",
      "tags = tags:19",
      "moods = moods:20",
      "legacy = legacy:23 ignored",
      "place = place:24 ignored",
      "parentId = parent_id:26",
    ],
    ["Secret = public.Secret prisma/schema/main.prisma:34 ignored", "key = key:35"],
    ["OpenOrder = sales.open_orders prisma/schema/main.prisma:41", "id = id:42"],
    ["Org = public.Org prisma/schema/org.prisma:1", "id = id:2", "name = name:3", "data = data:4"],
  ]);
});

test("enums with the values of the database", () => {
  expect(
    [...schema.enums.values()].map(({ schema, type, values }) => [
      schema,
      type,
      ...values.map(({ value, place }) => `${value}:${place.line}`),
    ]),
  ).toEqual([
    ["sales", "order_status", "open:10", "CLOSED:11"],
    ["public", "Mood", "HAPPY:17"],
  ]);
});

test("what the generated client sends", () => {
  expect(defaultQueries(schema).map(({ id, sql }) => `${id} ${sql}`)).toEqual([
    "prisma/schema/main.prisma:12 SELECT id, org_id, note, total_amount, status, tags, moods, parent_id FROM sales.orders",
    "prisma/schema/main.prisma:18 SELECT 1 FROM sales.orders WHERE status = CAST($1::text AS sales.order_status)",
    'prisma/schema/main.prisma:20 SELECT 1 FROM sales.orders WHERE moods = CAST($1::text[] AS public."Mood"[])',
    "prisma/schema/main.prisma:41 SELECT id FROM sales.open_orders",
    'prisma/schema/org.prisma:1 SELECT id, name, data FROM public."Org"',
  ]);
});

test("a field of a type that no file declares leaves its model open", () => {
  const [order] = prismaModels([
    { path: "schema.prisma", content: "model Order {\n  id Int @id\n  kind Elsewhere\n}" },
  ]).models;
  expect(order).toMatchObject({ whole: false, schema: null, table: "Order" });
});

test("what is not closed ends with the file", () => {
  const { models } = prismaModels([
    { path: "schema.prisma", content: "model A {\n  id Int @id\n  x Int @default(" },
  ]);
  expect(models.map(({ model, columns }) => [model, columns.length])).toEqual([["A", 2]]);
});

test("tables that Prisma makes of lists on both sides", () => {
  const content = `
model Post {
  id         Int        @id
  categories Category[]
  likedBy    User[]     @relation("Likes")
  comments   Comment[]
}
model Category { // comment
  id    Int    @id
  posts Post[]
}
model User {
  id       Int    @id
  liked    Post[] @relation(name: "Likes", onDelete: Cascade)
  friends  User[] @relation("Friends")
  friendOf User[] @relation("Friends")
}
model Comment {
  id   Int  @id
  post Post @relation(fields: [postId], references: [id])
  postId Int
}
`;
  const { models } = prismaModels([{ path: "schema.prisma", content }]);
  expect(
    models.slice(4).map(({ table, place, columns }) => `${table}:${place.line} ${columns.length}`),
  ).toEqual(["_CategoryToPost:4 2", "_Likes:5 2", "_Friends:15 2"]);
});

import { expect, test } from "vitest";
import { dmmfOf } from "../../schema-tools/dmmf.ts";
import type { DeclaredSchema } from "./declared-schema.ts";
import { prismaModels } from "./prisma-models.ts";
import { TRICKY_SCHEMA } from "./tricky-schema.testing.ts";

test("Prisma's own parser has the same models, columns and enums", async () => {
  const { datamodel } = await dmmfOf(TRICKY_SCHEMA);
  const columns = datamodel.models.flatMap(({ name, dbName, schema, fields }) =>
    fields
      .filter(({ kind }) => kind === "scalar" || kind === "enum")
      .map((field) => {
        const type = field.kind === "enum" ? field.type : null;
        return [
          name,
          schema,
          dbName ?? name,
          field.name,
          field.dbName ?? field.name,
          type,
          field.isList,
        ].join();
      }),
  );
  const enums = datamodel.enums.map(({ name, dbName, values }) =>
    [name, dbName ?? name, ...values.map((value) => value.dbName ?? value.name)].join(),
  );
  expect(columns.length).toBeGreaterThan(10);
  expect(columnsOf(prismaModels(TRICKY_SCHEMA)).sort()).toEqual(columns.sort());
  expect(enumsOf(prismaModels(TRICKY_SCHEMA))).toEqual(enums);
});

function columnsOf({ models }: DeclaredSchema): string[] {
  return models
    .filter(({ ignored }) => !ignored)
    .flatMap(({ model, schema, table, columns }) =>
      columns
        .filter(({ ignored }) => !ignored)
        .map((one) => [model, schema, table, one.field, one.column, one.enum, one.list].join()),
    );
}

function enumsOf({ enums }: DeclaredSchema): string[] {
  return [...enums].map(([name, { type, values }]) =>
    [name, type, ...values.map(({ value }) => value)].join(),
  );
}

import type { DeclaredColumn, DeclaredEnum, DeclaredModel, DeclaredSchema } from "./declared-schema.ts";
import { attributeText, hasAttribute, type PrismaBlock, prismaBlocks } from "./prisma-blocks.ts";
import { joinTables, type ListRelation } from "./prisma-join-tables.ts";

/** The models of a Prisma schema of one file or several, as the generated client has them. */
export function prismaModels(
  files: readonly { readonly path: string; readonly content: string }[],
): DeclaredSchema {
  const blocks = files.flatMap(({ path, content }) => prismaBlocks(path, content));
  const named = (...keywords: string[]) => blocks.filter(({ keyword }) => keywords.includes(keyword));
  const enums = new Map(named("enum").map((block) => [block.name, enumOf(block)]));
  const models = named("model", "view");
  const known = { enums, models: new Set(models.map(({ name }) => name)) };
  const lists = models.flatMap((block) => listsIn(block, known));
  const declared = models.map((block) => modelOf(block, known));
  return { from: "Prisma", models: [...declared, ...joinTables(lists)], enums, whole: models.length > 0 };
}

interface Known {
  readonly enums: ReadonlyMap<string, DeclaredEnum>;
  readonly models: ReadonlySet<string>;
}

function modelOf({ name, place, lines }: PrismaBlock, known: Known): DeclaredModel {
  const fields = lines.flatMap(({ text, place: at }) => fieldIn(text, at));
  return {
    model: name,
    ...tableOf(lines, name),
    place,
    columns: fields.flatMap((field) => columnOf(field, known)),
    ignored: lines.some(({ text }) => hasAttribute(text, "@@ignore")),
    whole: fields.every(({ type }) => isKnown(type, known)),
  };
}

function listsIn({ name: model, lines }: PrismaBlock, { models }: Known): ListRelation[] {
  const { schema } = tableOf(lines, model);
  return lines
    .flatMap(({ text, place }) => fieldIn(text, place))
    .filter(({ list, type }) => list && models.has(type))
    .map(({ type, text, place }) => ({
      model,
      schema,
      type,
      relation: attributeText(text, "@relation"),
      place,
    }));
}

function tableOf(lines: PrismaBlock["lines"], name: string) {
  const said = (attribute: "@@map" | "@@schema") =>
    lines.map(({ text }) => attributeText(text, attribute)).find((text) => text !== null) ?? null;
  return { schema: said("@@schema"), table: said("@@map") ?? name };
}

function enumOf({ name, place, lines }: PrismaBlock): DeclaredEnum {
  const { schema, table: type } = tableOf(lines, name);
  const values = lines.flatMap(({ text, place: at }) => {
    const [value] = /^\w+/.exec(text) ?? [];
    return value === undefined ? [] : [{ value: attributeText(text, "@map") ?? value, place: at }];
  });
  return { schema, type, values, place };
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly text: string;
  readonly place: DeclaredColumn["place"];
}

function fieldIn(text: string, place: Field["place"]): Field[] {
  const [, name, type, list] = /^(\w+)\s+(\w+)\s*(?:\("[^"]*"\))?\s*(\[\s*\])?/.exec(text) ?? [];
  if (name === undefined || type === undefined) return [];
  return [{ name, type, list: list !== undefined, text, place }];
}

const SCALARS: ReadonlySet<string> = new Set([
  "String",
  "Boolean",
  "Int",
  "BigInt",
  "Float",
  "Decimal",
  "DateTime",
  "Json",
  "Bytes",
]);

/** Columns that the database has and the client does not select. */
const UNSUPPORTED = "Unsupported";

function isKnown(type: string, { enums, models }: Known): boolean {
  return SCALARS.has(type) || type === UNSUPPORTED || enums.has(type) || models.has(type);
}

function columnOf({ name, type, list, text, place }: Field, { enums }: Known): DeclaredColumn[] {
  if (!SCALARS.has(type) && type !== UNSUPPORTED && !enums.has(type)) return [];
  return [
    {
      field: name,
      column: attributeText(text, "@map") ?? name,
      place,
      ignored: type === UNSUPPORTED || hasAttribute(text, "@ignore"),
      enum: enums.has(type) ? type : null,
      list,
    },
  ];
}

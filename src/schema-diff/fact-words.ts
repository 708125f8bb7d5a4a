/** What the facts of one object say, as a reader knows it. */
import { type CatalogObject, type Fact, nameOf } from "../drift/catalog/fact.ts";
import { NAME, readAttribute, readFact } from "../drift/catalog/fact-text.ts";
import { withoutPublic } from "./renames.ts";
import type { CONSTRAINTS, SchemaObject } from "./schema-diff.ts";

type Constraint = (typeof CONSTRAINTS)[number];

const KEYWORDS: readonly (readonly [Constraint, string])[] = [
  ["primary key", "PRIMARY KEY"],
  ["unique constraint", "UNIQUE"],
  ["foreign key", "FOREIGN KEY"],
  ["check constraint", "CHECK"],
  ["exclusion constraint", "EXCLUDE"],
];

/** PostgreSQL's word for it; a constraint is called by what it asks for. */
export function objectOf({ object, attributes: { definition = "" } }: Fact): SchemaObject {
  if (object !== "constraint") return object;
  return KEYWORDS.find(([, keyword]) => definition.startsWith(keyword))?.[0] ?? object;
}

const SEPARATORS: Partial<Record<CatalogObject, string>> = {
  constraint: " ",
  "domain constraint": " ",
  view: "\n",
  "materialized view": "\n",
};

/** `orders.total`, `billing.orders.total`: unquoted, without `public`. */
export function shownName(fact: Fact): string {
  const { schema } = fact;
  if (fact.object === "schema") return fact.name;
  return withoutPublicArguments(nameOf(schema === "public" ? { ...fact, schema: null } : fact));
}

/** A routine is named with the types of its arguments, and some objects by an identity, in full. */
function withoutPublicArguments(name: string): string {
  const at = name.indexOf("(");
  return at === -1 ? name : name.slice(0, at) + withoutPublic(name.slice(at));
}

/** All that is said of an object by itself. */
export function describeFact(fact: Fact): string {
  const { attributes } = fact;
  const attribute = (name: string) => describeAttribute(fact, name);
  const present = (...names: readonly string[]) =>
    names.filter((name) => attributes[name] !== undefined).map(attribute);
  switch (fact.object) {
    case "column":
    case "domain":
      return [
        ...present("type", "collation", "nullability", "default", "expression", "generated", "identity"),
      ].join(" ");
    case "policy":
      return [...present("kind"), ...present("command", "roles", "using", "with check")].join(" ");
    case "sequence":
      return present(...sequenceAttributes(attributes)).join(", ");
    case "extension":
      return attributes.schema === undefined ? "present" : `in schema ${attributes.schema}`;
    case "enum":
      return attributes.labels ?? "";
    default: {
      const said = present(...new Set(["definition", ...Object.keys(attributes)]));
      return said.join(SEPARATORS[fact.object] ?? ", ") || readFact(fact);
    }
  }
}

/** Without what every sequence of its type has. */
function sequenceAttributes(attributes: Fact["attributes"]): string[] {
  const usual: Fact["attributes"] = { start: "1", increment: "1", minimum: "1", cache: "1" };
  return Object.keys(attributes).filter(
    (name) =>
      attributes[name] !== usual[name] &&
      !(name === "maximum" && /^(?:32767|2147483647|9223372036854775807)$/.test(attributes[name] ?? "")),
  );
}

/** What of an object differs, on one side. */
export function describeAttributes(fact: Fact, names: readonly string[]): string {
  return [...new Set(names.map((name) => describeAttribute(fact, name)))].join(", ");
}

function describeAttribute(fact: Fact, name: string): string {
  const text = fact.attributes[name];
  if (text === undefined) return readAttribute(fact, name);
  if (name === "definition") return describeDefinition(fact, withoutPublic(text));
  if (fact.object === "policy") return describePolicy(name, withoutPublic(text));
  return withoutPublic(readAttribute(fact, name));
}

function describePolicy(name: string, text: string): string {
  switch (name) {
    case "command":
      return `FOR ${text}`;
    case "roles":
      return `TO ${text}`;
    case "using":
      return `USING (${text})`;
    case "with check":
      return `WITH CHECK (${text})`;
    default:
      return text;
  }
}

const INDEX = new RegExp(`^CREATE (UNIQUE )?INDEX ${NAME} ON (?:ONLY )?(${NAME}) USING (\\S+) `);
const OTHERS = new RegExp(`^CREATE (?:CONSTRAINT TRIGGER|TRIGGER|RULE|STATISTICS) ${NAME} (?:AS )?`);

/** A definition without the name, which stands beside it. */
function describeDefinition({ object }: Fact, text: string): string {
  if (object === "index")
    return text.replace(INDEX, (_, unique: string | undefined, table: string, method: string) => {
      const using = method === "btree" ? "" : `using ${method} `;
      return `${unique === undefined ? "" : "unique "}on ${table} ${using}`;
    });
  return object === "view" || object === "function" ? text : text.replace(OTHERS, "");
}

/** An index as it stands among the parts of its table. */
export function describeOwnIndex(fact: Fact): string {
  const said = describeFact(fact);
  return said.replace(new RegExp(`^(unique )?on ${NAME} `), "$1");
}

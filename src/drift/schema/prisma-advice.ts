import { as, nameParts } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Fact } from "../catalog/fact.ts";
import type { Advice, Description } from "./describe-changes.ts";

export const PRISMA_ADVICE: Advice = {
  generate: "npx prisma migrate dev",
  named: (name) =>
    `npx prisma migrate dev --create-only --name ${name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`,
  keepName: (name) => `map: "${name}"`,
  bringBack: "bring it back into the schema file (`npx prisma db pull` shows how it is written there)",
  byHand,
};

/** An index that Prisma writes only where a schema file says so in full, or never. */
function byHand({ object, attributes }: Fact): Description | null {
  const { definition = "" } = attributes;
  const [statement] = object === "index" ? parseScript(definition).statements : [];
  const index = as(statement?.node, "IndexStmt");
  if (index === undefined) return null;
  if ((index.indexIncludingParams ?? []).length > 0) return UNWRITABLE;
  const { accessMethod = "btree", idxname = "", whereClause, indexParams = [], unique } = index;
  const fields = indexParams.map((node) => {
    const { name = "", opclass } = as(node, "IndexElem") ?? {};
    const operators = nameParts(opclass).at(-1);
    return operators === undefined ? name : `${name}(ops: raw("${operators}"))`;
  });
  const isPlain = !whereClause && accessMethod === "btree" && !fields.some((field) => field.endsWith(")"));
  if (isPlain) return null;
  const where = definition.slice(definition.lastIndexOf(" WHERE ") + " WHERE ".length);
  const parts = [
    `[${fields.join(", ")}]`,
    ...(accessMethod === "btree" ? [] : [`type: ${TYPES[accessMethod] ?? accessMethod}`]),
    ...(whereClause ? [`where: raw(${JSON.stringify(where)})`] : []),
    `map: "${idxname}"`,
  ];
  return {
    message: "written by hand, and the schema file lacks it",
    next: `put it into the schema file: \`@@${unique ? "unique" : "index"}(${parts.join(", ")})\``,
  };
}

const UNWRITABLE: Description = {
  message: "an index with INCLUDE, which a schema file cannot hold",
  next: "write migrations with `npx prisma migrate dev --create-only`, and take its DROP INDEX out before they are applied",
};

/** What Prisma's schema calls the access methods. */
const TYPES: Readonly<Record<string, string>> = {
  hash: "Hash",
  gist: "Gist",
  gin: "Gin",
  spgist: "SpGist",
  brin: "Brin",
};

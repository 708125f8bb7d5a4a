import type * as v from "valibot";
import { stringify } from "yaml";
import { ConfigSchema } from "../../src/config/config-schema.ts";
import { type KeyWords, wordsOf } from "../../src/config/key-words.ts";

/** A key of the config: where it stands, what it takes, what is said of it. */
export interface ConfigKey {
  /** `targets[].dir` */
  readonly path: string;
  readonly type: string;
  readonly isNeeded: boolean;
  readonly told: KeyWords;
}

const HEAD = `<!-- Written by scripts/write-config-doc.ts from the schema of the config: npm run generate. -->

# The configuration file

lockgate needs none. Where there is one, it is \`lockgate.config.json\` or \`lockgate.config.yaml\`, found from the working
directory upwards to the repository's root, or named with \`--config\`; two in one folder are an error. Unknown keys and values
that cannot be are errors, too, with file and line. A flag counts before the environment, and the environment before the file.

\`\`\`yaml
# lockgate.config.yaml
pgVersion: 16
lockTimeout: 5s # what the runner's role has
stats: db/production.json
rules:
  is-not-atomic: off
overrides:
  - tables: ["public.audit_*"]
    size: { assume: small }
\`\`\`

An editor completes and checks the file by its [JSON Schema](../schema/config.schema.json):
\`"$schema": "./node_modules/lockgate/schema/config.schema.json"\`, in YAML
\`# yaml-language-server: $schema=./node_modules/lockgate/schema/config.schema.json\`.`;

/** What is left to be said of keys by name, where the schema holds their parts in common. */
const SECTIONS: Readonly<Record<string, string>> = {
  "": "The file",
  "targets[]": "Targets",
  tables: "Sizes of tables",
  "overrides[]": "Overrides",
  "unanalyzed[]": "What is known to be safe",
  drift: "Drift",
};

/** docs/config.md, whole. */
export function configPage(): string {
  const keys = keysOf(ConfigSchema, "");
  const sections = Object.entries(SECTIONS).map(([place, title]) => {
    const own = keys.filter(({ path }) => sectionOf(path) === place);
    return `## ${title}\n\n${own.map(entry).join("\n\n")}`;
  });
  return `${[HEAD, ...sections].join("\n\n")}\n`;
}

/** The section with the longest name that the key stands in. */
function sectionOf(path: string): string {
  const places = Object.keys(SECTIONS).filter((place) => place === "" || path.startsWith(`${place}.`));
  return places.sort((a, b) => b.length - a.length)[0] ?? "";
}

function entry({ path, type, isNeeded, told: { words, fallback, example } }: ConfigKey): string {
  const [, key = path] = /([^.]+)$/.exec(path) ?? [];
  const value = stringify({ [key]: example }, { collectionStyle: "any" }).trimEnd();
  const facts = [
    type,
    ...(isNeeded ? ["needed"] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ];
  return `### \`${path}\`\n\n${facts.join(" · ")}\n\n${words}\n\n\`\`\`yaml\n${value}\n\`\`\``;
}

/** Every key, with those inside of it behind it. The sizes of an override are told where `tables` is. */
export function keysOf(schema: v.GenericSchema, within: string): ConfigKey[] {
  const { entries } = schema as unknown as { entries: Record<string, v.GenericSchema> };
  return Object.entries(entries).flatMap(([name, entry]) => {
    const isNeeded = entry.type !== "exact_optional";
    const own = isNeeded ? entry : (entry as unknown as { wrapped: v.GenericSchema }).wrapped;
    const told = wordsOf(own);
    if (told === undefined) throw new Error(`nothing is said of ${name}`);
    const path = within === "" ? name : `${within}.${name}`;
    const inside = path === "overrides[].size" ? [] : insideOf(own, path);
    return [{ path, type: typeOf(own), isNeeded, told }, ...inside];
  });
}

function insideOf(schema: v.GenericSchema, path: string): ConfigKey[] {
  const { item } = schema as unknown as { item?: v.GenericSchema };
  if (schema.type === "strict_object") return keysOf(schema, path);
  return item?.type === "strict_object" ? keysOf(item, `${path}[]`) : [];
}

function typeOf(schema: v.GenericSchema): string {
  const parts = schema as unknown as {
    readonly options?: readonly (v.GenericSchema | string)[];
    readonly item?: v.GenericSchema;
    readonly value?: v.GenericSchema;
  };
  if (schema.type === "picklist") return (parts.options ?? []).map((one) => `\`${one}\``).join(" \\| ");
  if (schema.type === "union") return (parts.options as v.GenericSchema[]).map(typeOf).join(", or ");
  if (schema.type === "array" && parts.item) return `list of ${plural(parts.item)}`;
  if (schema.type === "record" && parts.value) return `object of ${plural(parts.value)}`;
  return schema.type === "strict_object" ? "object" : schema.type;
}

function plural(schema: v.GenericSchema): string {
  return schema.type === "picklist" ? typeOf(schema) : `${typeOf(schema)}s`;
}

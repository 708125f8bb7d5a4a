/** The catalog of a database with the schemas of many tenants: of those that are alike, one is kept. */
import { quoted } from "../../sql/quote.ts";
import { factsOfLines, type SchemaLines } from "../catalog/extract.ts";
import { type Fact, type Facts, keyOf } from "../catalog/fact.ts";
import { ANY_TENANT, asAnyTenant, renamer } from "./schema-name.ts";

export class TenantCatalog {
  readonly #tenants: ReadonlySet<string>;
  readonly #shared: Fact[] = [];
  /** By tenant, the numbers of its texts. */
  readonly #own = new Map<string, number[]>();
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** @param tenants schemas that hold a history: what stands in them is no other tenant's business. */
  constructor(tenants: ReadonlySet<string>) {
    this.#tenants = tenants;
  }

  /** Takes what one query of the catalog says. */
  add(answer: readonly SchemaLines[]): void {
    for (const { schema, lines } of answer) {
      if (schema === null || !this.#tenants.has(schema)) this.#share({ schema, lines });
      else if (schema !== "public") this.#keep(schema, lines);
      else {
        // The schema itself is there before any migration, on the shadow, too.
        const all = lines.split("\n");
        const isItself = (line: string) => line.startsWith('["schema",');
        this.#share({ schema, lines: all.filter(isItself).join("\n") });
        this.#keep(schema, all.filter((line) => !isItself(line)).join("\n"));
      }
    }
  }

  #share(answer: SchemaLines): void {
    for (const fact of factsOfLines(answer)) this.#shared.push(fact);
  }

  #keep(schema: string, lines: string): void {
    const number = this.#numberOf(lines, schema);
    const own = this.#own.get(schema);
    if (own === undefined) this.#own.set(schema, [number]);
    else own.push(number);
  }

  #numberOf(lines: string, schema: string): number {
    const nameless = withoutName(lines, schema);
    // What still names its schema is like nothing else.
    if (nameless === null) return this.#texts.push(lines) - 1;
    const number = this.#numbers.get(nameless) ?? this.#texts.push(nameless) - 1;
    this.#numbers.set(nameless, number);
    return number;
  }

  /** The same for tenants that see the same but for their schema. */
  likenessOf(schema: string): string {
    return JSON.stringify(this.#own.get(schema) ?? []);
  }

  /** What the tenant of this schema can see, under the names that it has. */
  of(schema: string): Facts {
    return byKey([...this.#shared, ...this.#ownFacts(schema)]);
  }

  /** The same with the name of every tenant. */
  ofAny(schema: string): Facts {
    const rename = renamer(schema, `${ANY_TENANT}.`);
    return byKey([...this.#shared, ...this.#ownFacts(schema).map((fact) => asAnyTenant(fact, rename))]);
  }

  #ownFacts(schema: string): Fact[] {
    const [plain, written] = namesInJson(schema);
    return (this.#own.get(schema) ?? []).flatMap((number) => {
      const text = this.#texts[number] ?? "";
      const lines = text.replaceAll(PLAIN, () => plain).replaceAll(WRITTEN, () => written);
      return factsOfLines({ schema, lines });
    });
  }
}

function byKey(facts: readonly Fact[]): Facts {
  return new Map(facts.map((fact) => [keyOf(fact), fact]));
}

/** Stand for a schema's name where it qualifies another: JSON holds no such characters but escaped. */
const [PLAIN, WRITTEN] = ["\u0001", "\u0002"];

/** A schema with its dot as strings of JSON hold it, and as SQL in them writes it. */
function namesInJson(schema: string): readonly [plain: string, written: string] {
  const [plain = "", written = ""] = [schema, quoted(schema)].map((name) =>
    JSON.stringify(name).slice(1, -1),
  );
  return [`${plain}.`, `${written}.`];
}

/**
 * Lines in an order of their own, without the name of their schema; null where that is not all gone. It takes out nothing that
 * {@link renamer} would leave.
 */
function withoutName(lines: string, schema: string): string | null {
  const [plain, written] = namesInJson(schema);
  const nameless = replaced(replaced(lines, plain, PLAIN), written, WRITTEN);
  if (nameless.includes(plain) || nameless.includes(written)) return null;
  return nameless.split("\n").sort().join("\n");
}

/** Not behind a letter, which may end an escape, nor behind a quote that is part of a string: that is another name's end. */
function replaced(json: string, name: string, mark: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = json.indexOf(name); at !== -1; at = json.indexOf(name, at + name.length)) {
    if (/[\w$.]/.test(json[at - 1] ?? "") || json.slice(at - 2, at) === '\\"') continue;
    parts.push(json.slice(from, at), mark);
    from = at + name.length;
  }
  return from === 0 ? json : parts.join("") + json.slice(from);
}

/** Keys as Flyway's: `spring.flyway.out-of-order` is `outoforder`, and so on. */
export async function settingsIn(path: string, text: string): Promise<[string, string][]> {
  return (await flat(path, text)).flatMap(([key, value]): [string, string][] => {
    const name = key.toLowerCase().replace(/^(spring\.datasource|environments\.\w+)\.url$/, "flyway.url");
    const own = /^(?:spring\.)?flyway\.(placeholders\.)?(.+)$/.exec(name);
    if (own === null) return [];
    const [, placeholders = "", rest = ""] = own;
    const known = withDefaults(value);
    if (known === null) return [];
    return [[placeholders + (placeholders === "" ? rest.replaceAll("-", "") : rest), known]];
  });
}

/** In characters. Values go through expressions that look ahead. */
const LONGEST_VALUE = 10_000;

/** A value that comes from the environment is its default, `${URL:jdbc:...}`; where it has none, it is not known. */
function withDefaults(value: string): string | null {
  if (value.length > LONGEST_VALUE) return null;
  const filled = value.replace(/\$\{[\w.-]+:((?:[^{}]|\{[^{}]*\})*)\}/g, "$1");
  return /^\$\{[^}]*\}$/.test(filled) ? null : filled;
}

/** The parsers are loaded only where there is something to read: they cost more than the rest of a short run. */
async function flat(path: string, text: string): Promise<[string, string][]> {
  try {
    if (path.endsWith(".toml")) return leaves("", (await import("smol-toml")).parse(text));
    if (path.endsWith(".xml")) return elements(text);
    if (/\.gradle(\.kts)?$/.test(path)) return assignments(text);
    if (!/\.ya?ml$/.test(path)) return properties(text);
    const { parse } = await import("yaml");
    return text.split(/^---.*$/m).flatMap((part) => leaves("", parse(part, { uniqueKeys: false })));
  } catch {
    // A config that is not well-formed says nothing; the tool itself complains about it.
    return [];
  }
}

function properties(text: string): [string, string][] {
  return [...text.matchAll(/^[ \t]*([\w.-]+)[ \t]*[=:](.*)$/gm)].map(([, key = "", value = ""]) => [
    key,
    value.trim(),
  ]);
}

/** The configuration of Maven's plugin: its elements are named as the keys, a list's are of one name. */
function elements(text: string): [string, string][] {
  const bare = text.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  const plugin =
    /<artifactId>flyway-maven-plugin<\/artifactId>([\s\S]*?)(?:<\/plugin>|$)/.exec(bare)?.[1] ?? "";
  const configuration = /<configuration>([\s\S]*?)(?:<\/configuration>|$)/.exec(plugin)?.[1] ?? "";
  return [...configuration.matchAll(/<(\w+)>\s*((?:<(\w+)>[^<]*<\/\3>\s*)+|[^<]*)<\/\1>/g)].map(
    ([, key = "", value = ""]) => {
      const items = [...value.matchAll(/<\w+>([^<]*)<\//g)].map(([, item = ""]) => item.trim());
      return [`flyway.${key}`, items.length > 0 ? items.join(",") : value.trim()];
    },
  );
}

/** The block of Gradle's plugin, as far as its values are written out. */
function assignments(text: string): [string, string][] {
  const block = /^flyway\s*\{([\s\S]*?)(?:^\}|(?![\s\S]))/m.exec(text)?.[1] ?? "";
  return [
    ...block.matchAll(/^\s*(\w+)\s*=?\s*(\[[^\]\n]*\]|arrayOf\([^)\n]*\)|["'][^"'\n]*["']|true|false)/gm),
  ].map(([, key = "", value = ""]) => {
    const items = [...value.matchAll(/["']([^"'\n]*)["']/g)].map(([, item = ""]) => item);
    return [`flyway.${key}`, items.length > 0 ? items.join(",") : value];
  });
}

function leaves(prefix: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [[prefix, value.join(",")]];
  if (typeof value !== "object") return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(prefix === "" ? key : `${prefix}.${key}`, inner),
  );
}

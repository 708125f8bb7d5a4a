import * as v from "valibot";
import { type ConfigFile, ConfigSchema } from "./config-schema.ts";
import { type Mistake, readLocated, type Step } from "./located-text.ts";
import { didYouMean } from "./suggest.ts";

/** The config in a text, or everything that is wrong with it, by line. `ruleIds`: every rule that there is. */
export function parseConfig(
  path: string,
  text: string,
  ruleIds: (file: ConfigFile) => readonly string[],
): ConfigFile | readonly Mistake[] {
  const located = readLocated(path, text);
  if (!("lineOf" in located)) return located;
  const result = v.safeParse(ConfigSchema, located.value ?? {});
  if (!result.success) {
    return result.issues
      .map((issue) => {
        const steps = stepsOf(issue);
        return { line: located.lineOf(steps), message: messageOf(issue, steps) };
      })
      .sort((a, b) => a.line - b.line);
  }
  const mistakes = [...lists(located.value, result.output, []), ...unknownRules(result.output, ruleIds)].map(
    ({ steps, message }) => ({ line: located.lineOf(steps), message }),
  );
  return mistakes.length > 0 ? mistakes : result.output;
}

function stepsOf(issue: v.BaseIssue<unknown>): Step[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

function messageOf(issue: v.BaseIssue<unknown>, steps: readonly Step[]): string {
  const last = String(steps.at(-1) ?? "");
  const name = steps
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
  if (issue.expected === "never") return `unknown key "${name}"${didYouMean(last, siblingsOf(steps))}`;
  if (issue.received === "undefined") return `"${name}" is missing`;
  // The value itself is not repeated: it may be an address with a password.
  if (issue.kind === "validation") return `"${name}" ${issue.message}`;
  const wanted = (issue.expected ?? "").replace(/^\((.*)\)$/, "$1").split(" | ");
  const choices = wanted.map((word) => WORDS[word] ?? word);
  const meant = typeof issue.input === "string" ? didYouMean(`"${issue.input}"`, wanted) : "";
  const received = WORDS[issue.received] ?? issue.received;
  return `${name === "" ? "the config" : `"${name}"`} is ${received}, not ${oneOf(choices)}${meant.replaceAll('""', '"')}`;
}

const WORDS: Readonly<Record<string, string>> = {
  Object: "an object with keys",
  Array: "a list",
  string: "text",
  boolean: "true or false",
  number: "a number",
};

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join("") : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

/** valibot takes a list for an object without keys; here it is a mistake. */
function lists(value: unknown, read: unknown, steps: readonly Step[]): { steps: Step[]; message: string }[] {
  if (typeof read !== "object" || read === null) return [];
  if (Array.isArray(value) !== Array.isArray(read)) {
    const name = steps.length === 0 ? "the config" : `"${steps.join(".")}"`;
    return [{ steps: [...steps], message: `${name} is a list, not an object with keys` }];
  }
  return Object.entries(read).flatMap(([key, inner]) =>
    lists((value as Record<string, unknown>)[key], inner, [
      ...steps,
      Array.isArray(read) ? Number(key) : key,
    ]),
  );
}

/** The keys that could stand where the last step of the path stands. */
function siblingsOf(steps: readonly Step[]): string[] {
  let schema: unknown = ConfigSchema;
  for (const step of steps.slice(0, -1)) schema = below(bare(schema), step);
  const entries = (bare(schema) as { entries?: object } | undefined)?.entries;
  return Object.keys(entries ?? {});
}

/** A schema without the `optional` and `pipe` around it. */
function bare(schema: unknown): unknown {
  const { wrapped, pipe } = (schema ?? {}) as { wrapped?: unknown; pipe?: readonly unknown[] };
  if (wrapped !== undefined) return bare(wrapped);
  const [first] = pipe ?? [];
  return first !== undefined && first !== schema ? bare(first) : schema;
}

function below(schema: unknown, step: Step): unknown {
  const { entries, item, value } = (schema ?? {}) as {
    entries?: Record<string, unknown>;
    item?: unknown;
    value?: unknown;
  };
  return entries?.[String(step)] ?? item ?? value;
}

function unknownRules(
  file: ConfigFile,
  ruleIds: (file: ConfigFile) => readonly string[],
): { steps: Step[]; message: string }[] {
  const named = [
    ...Object.keys(file.rules ?? {}).map((id) => ({ id, steps: ["rules", id] as Step[] })),
    ...(file.overrides ?? []).flatMap((override, index) =>
      Object.keys(override.rules).map((id) => ({ id, steps: ["overrides", index, "rules", id] as Step[] })),
    ),
  ];
  if (named.length === 0) return [];
  const known = ruleIds(file);
  return named
    .filter(({ id }) => !known.includes(id))
    .map(({ id, steps }) => ({ steps, message: `unknown rule "${id}"${didYouMean(id, known)}` }));
}

import * as v from "valibot";
import {
  listsForObjects,
  pathsOutside,
  placeOf,
  type Surroundings,
  unknownRules,
} from "./config-mistakes.ts";
import { type ConfigFile, ConfigSchema } from "./config-schema.ts";
import { type Mistake, readLocated, type Step } from "./located-text.ts";
import { didYouMean } from "./suggest.ts";

/** The config in a text, or everything that is wrong with it, by line. */
export async function parseConfig(
  path: string,
  text: string,
  around: Surroundings,
): Promise<ConfigFile | readonly Mistake[]> {
  const located = readLocated(path, text);
  if (!("lineOf" in located)) return located;
  const result = v.safeParse(ConfigSchema, located.value ?? {});
  if (!result.success) {
    const told = result.issues.slice(0, MOST).map((issue) => {
      const steps = stepsOf(issue);
      return { line: located.lineOf(steps), message: messageOf(issue, steps) };
    });
    return told.sort((a, b) => a.line - b.line);
  }
  const mistakes = [
    ...listsForObjects(located.value, result.output, []),
    ...(await unknownRules(result.output, around)),
    ...pathsOutside(result.output, around),
  ]
    .slice(0, MOST)
    .map(({ steps, message }) => ({ line: located.lineOf(steps), message }));
  return mistakes.length > 0 ? mistakes : result.output;
}

/** Mistakes that are told at once: more are mostly one of them again. */
const MOST = 20;

function stepsOf(issue: v.BaseIssue<unknown>): Step[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

function messageOf(issue: v.BaseIssue<unknown>, steps: readonly Step[]): string {
  const last = String(steps.at(-1) ?? "");
  const name = steps.length === 0 ? "the config" : placeOf(steps);
  if (issue.expected === "never") return `unknown key ${name}${didYouMean(last, siblingsOf(steps))}`;
  if (issue.received === "undefined") return `${name} is missing`;
  // The value itself is not repeated: it may be an address with a password.
  if (issue.kind === "validation") return `${name} ${issue.message}`;
  const wanted = (issue.expected ?? "").replace(/^\((.*)\)$/, "$1").split(" | ");
  const choices = wanted.map((word) => WORDS[word] ?? word);
  const meant = typeof issue.input === "string" ? didYouMean(`"${issue.input}"`, wanted) : "";
  return `${name} is ${received(issue.input)}not ${oneOf(choices)}${meant.replaceAll('""', '"')}`;
}

/** What kind of value stands there, where that says more than what it is not. */
function received(input: unknown): string {
  if (typeof input !== "object" || input === null) return "";
  return Array.isArray(input) ? "a list, " : `${WORDS.Object}, `;
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

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "valibot";
import { expect, test } from "vitest";
import { DESTROYED_OBJECTS } from "../effects/effect.ts";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import { HOSTILE } from "./hostile.testing.ts";
import { renderJson } from "./json.ts";
import { ReportSchema } from "./report.ts";
import { ordersReport } from "./sample-orders.testing.ts";

const schema = JSON.parse(readFileSync(new URL("../../schema/report.schema.json", import.meta.url), "utf8"));
const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(schema);
const known = { isNew: true, evidence: "assumed" } as const;

const EVERY_EFFECT: ReportedEffect[] = [
  { kind: "lock", relation: "public.a", mode: "SHARE", role: "referenced", ...known },
  { kind: "rewrite", relation: "public.a", ...known },
  { kind: "scan", relation: "public.a", why: "checks a constraint", ...known },
  { kind: "build", relation: "public.a", index: "public.i", ...known },
  ...DESTROYED_OBJECTS.map(
    (what): ReportedEffect => ({
      kind: "destroy",
      what,
      relation: null,
      name: "n",
      cascade: false,
      ...known,
    }),
  ),
  { kind: "break", what: "column renamed", relation: "public.a", name: "b", ...known },
  { kind: "fail", when: "on existing rows", relation: null, reason: "r", sqlstate: "25001", ...known },
  { kind: "change", relation: "public.a", command: "MERGE", rows: "some", ...known },
];

const whole = ordersReport({
  migrations: [
    { id: "1", sql: "SELECT 1", effects: [EVERY_EFFECT] },
    ...HOSTILE.map((text, index) => ({ id: `h${index}`, sql: "SELECT 2", remarks: [text] })),
  ],
  unanalyzed: [{ path: "a.sql", line: null, reason: "is not UTF-8" }],
});

test("the JSON is what the published schema says, and nothing else", () => {
  for (const report of [ordersReport(), whole]) {
    const document = JSON.parse(renderJson(report));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document).toEqual(report);
    expect(parse(ReportSchema, document)).toEqual(report);
  }
});

test("the schema refuses a key that it does not name, anywhere", () => {
  const places: ((document: ReturnType<typeof JSON.parse>) => object)[] = [
    (d) => d,
    (d) => d.postgres,
    (d) => d.targets[0],
    (d) => d.summary,
    (d) => d.migrations[0],
    (d) => d.migrations[0].statements[0],
    (d) => d.migrations[0].statements[0].effects[0],
    (d) => d.findings[0],
    (d) => d.suppressed[0],
  ];
  for (const place of places) {
    const document = JSON.parse(renderJson(ordersReport()));
    Object.assign(place(document), { durationMs: 3 });
    expect(validate(document)).toBe(false);
  }
});

test("the bytes do not depend on who made the report", () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
  const shuffled = reversed(whole) as typeof whole;
  expect(Object.keys(shuffled)).not.toEqual(Object.keys(whole));
  expect(renderJson(shuffled)).toBe(renderJson(whole));
});

test("no character that a terminal obeys stands in it", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  expect(renderJson(whole)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
});

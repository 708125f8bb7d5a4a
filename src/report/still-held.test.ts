import { expect, test } from "vitest";
import type { LockMode } from "../postgres/lock-mode.ts";
import { renderMarkdown } from "./markdown.ts";
import { sampleReport } from "./sample-report.testing.ts";

test("the table tells what earlier statements of the transaction still keep off, where the own lock does not", () => {
  const locks = (mode: LockMode, ...relations: string[]) =>
    relations.map(
      (relation) =>
        ({ kind: "lock", relation, mode, role: "target", isNew: false, evidence: "both" }) as const,
    );
  const sql =
    "ALTER TABLE a ADD x int;\nSELECT 1 FROM b;\nALTER TABLE b ADD x int;\nDROP TABLE a, b;\nSELECT 2;\n";
  const effects = [
    locks("ACCESS EXCLUSIVE", "public.a"),
    locks("SHARE", "public.b"),
    locks("ACCESS EXCLUSIVE", "public.b"),
    locks("ACCESS EXCLUSIVE", "public.a", "public.b"),
    [],
  ];
  const findings = [{ statement: 3, rule: "drops-table", level: "error", message: "drops a and b" }] as const;
  const text = renderMarkdown(
    sampleReport({ migrations: [{ id: "1", sql, transaction: "file", effects, findings }] }),
  );
  const blocked = [...text.matchAll(/^\| \**(\d)\** \|.*\| (.*) \|$/gm)].map(
    ([, line, who]) => `${line} ${who}`,
  );
  expect(blocked).toEqual([
    "1 reads, writes",
    "2 writes<br>since line 1: reads, writes of `a`",
    "3 reads, writes<br>since line 1: reads, writes of `a`",
    "4 reads, writes",
  ]);
});

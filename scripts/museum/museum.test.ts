import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CheckResult } from "../../src/index.ts";
import { renderPretty } from "../../src/report/pretty.ts";
import { PLAIN } from "../../src/report/view.ts";
import { claimsOf } from "./claims.ts";
import { incidents, judgeIncident, type PullRequest } from "./incident.ts";

/** `expected.txt` holds the whole report of every run: `npx vitest run scripts/museum -u` writes it. */
describe.each(incidents().map((incident) => ({ name: incident.id, incident })))("$name", ({ incident }) => {
  const claims = claimsOf(incident);
  const facts = incident.hasFacts ? [false, true] : [false];

  async function reportOn(pullRequest: PullRequest, withFacts: boolean): Promise<CheckResult> {
    return judgeIncident(incident, pullRequest, { facts: withFacts, static: !incident.isRehearsed });
  }

  test("says what the README says, and nothing of the twin", async () => {
    const texts: string[] = [];
    for (const pullRequest of ["incident", "safe"] satisfies PullRequest[])
      for (const withFacts of facts) {
        const { report, exit } = await reportOn(pullRequest, withFacts);
        const found = report.findings.map(({ level, rule }) => ({ level, rule }));
        if (pullRequest === "safe") {
          expect(found.filter(({ level }) => level !== "note")).toEqual([]);
          expect(exit).toBe(0);
        } else {
          const claimed = (withFacts ? claims.withFacts : claims.withoutFacts) ?? [];
          expect(found).toEqual(expect.arrayContaining([...claimed]));
        }
        const title = `${pullRequest}${withFacts ? ", with facts" : ""}`;
        texts.push(`== ${title}: exit ${exit}\n${renderPretty(report, { ...PLAIN, columns: 100 })}`);
      }
    await expect(texts.join("\n")).toMatchFileSnapshot(join(incident.dir, "expected.txt"));
  });
});

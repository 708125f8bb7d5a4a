/** Prints the reports on an incident: `npm run museum -- <id> [--rehearse]`; without an id the list. */
import { renderPretty } from "../src/report/pretty.ts";
import { PLAIN } from "../src/report/view.ts";
import { incidents, judgeIncident, type PullRequest } from "./museum/incident.ts";

const [wanted, ...flags] = process.argv.slice(2);
const all = incidents();
const chosen = all.filter(({ id }) => id === wanted);
if (chosen.length === 0) process.stdout.write(`${all.map(({ id }) => id).join("\n")}\n`);
const view = { ...PLAIN, columns: 100 };
for (const incident of chosen)
  for (const pullRequest of ["incident", "safe"] satisfies PullRequest[])
    for (const facts of incident.hasFacts ? [false, true] : [false]) {
      const options = { facts, static: !flags.includes("--rehearse") };
      const { report, exit } = await judgeIncident(incident, pullRequest, options);
      process.stdout.write(`== ${pullRequest}${facts ? ", with facts" : ""}: exit ${exit}\n`);
      process.stdout.write(`${renderPretty(report, view)}\n`);
    }

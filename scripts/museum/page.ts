import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { claimsOf, isSeen } from "./claims.ts";
import { type Incident, incidents, type PullRequest } from "./incident.ts";

/** The page of the documentation: every incident with its SQL, what is said of it and its safe twin. */
export function museumPage(): string {
  const all = incidents();
  const claims = all.map(claimsOf);
  const seen = claims.filter(({ withoutFacts }) => isSeen(withoutFacts)).length;
  const seenWithFacts = claims.filter((one) => isSeen(one.withFacts ?? one.withoutFacts)).length;
  return [
    "<!-- Written by scripts/write-museum-doc.ts from fixtures/museum: npm run generate. -->",
    "# Incidents",
    `${all.length} public incidents that a migration caused, each as a small repository in our own words and SQL:`,
    "what happened, what lockgate says of the pull request, a twin of it that is safe, and what no gate could have known.",
    `Of the ${all.length}, ${seen} are an error or a warning without any facts about production, for the reason that caused`,
    `them, and ${seenWithFacts} with them (\`lockgate stats\`); nothing but notes is said of the twins. Run one:`,
    "",
    "```console",
    `npm run museum -- ${all[0]?.id}`,
    "```",
    "",
    ...all.flatMap((incident) => section(incident)),
  ]
    .join("\n")
    .replace("# Incidents\n", "\n# Incidents\n\n");
}

function section(incident: Incident): string[] {
  const [title = "", ...rest] = incident.readme.trimEnd().split("\n");
  const body = rest.join("\n").trim().replaceAll(/^## /gm, "### ");
  const year = incident.id.slice(0, 4);
  return [
    `## ${title.replace(/^# /, "")} (${year})`,
    "",
    body.replace(/\n### What lockgate says/, `\n${sqlOf(incident, "incident")}\n### What lockgate says`),
    "",
    "### The safe twin",
    "",
    sqlOf(incident, "safe"),
  ];
}

/** The SQL of a pull request, a block a file. */
function sqlOf({ dir }: Incident, pullRequest: PullRequest): string {
  const root = join(dir, pullRequest);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".sql"))
    .sort();
  const blocks = files.map(
    (path) => `\`\`\`sql\n-- ${path}\n${readFileSync(join(root, path), "utf8")}\`\`\`\n`,
  );
  return blocks.join("\n");
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../migrations/migration.ts";
import { MAJORS } from "../../postgres/majors.ts";

export const CONFIG = "lockgate.config.yaml";

/** A config that says what was found and names what is most often changed. */
export function configText(targets: readonly Target[], production: Production | null): string {
  const judged = targets.filter(({ skipped }) => skipped === null);
  const found = judged.map(({ dir, tool }) => `# - ${dir || "."} (${tool})`);
  const version =
    production === null
      ? ["# PostgreSQL's major version in production. Default: the newest that is known.", "# pgVersion: 17"]
      : [
          "# PostgreSQL's major version in production.",
          `pgVersion: ${production.major} # from ${production.path}`,
        ];
  return [
    "# yaml-language-server: $schema=./node_modules/lockgate/schema/config.schema.json",
    "# Everything here has a default. `npx lockgate explain` lists the rules.",
    "",
    ...version,
    "",
    "# The level from which findings fail the check: error, warning or never.",
    "failOn: error",
    "",
    ...(found.length > 0
      ? ["# Folders of migrations that are detected automatically:", ...found, "# Others are named:"]
      : ["# No folder of migrations was found. Name it, and the tool that runs it:"]),
    "# targets:",
    "#   - dir: db/migrations",
    "#     tool: sql",
    "",
    "# Levels of rules: error, warning, note or off.",
    "# rules:",
    "#   drops-column: warning",
    "",
  ].join("\n");
}

/** The version of PostgreSQL that a file of the repository names. */
export interface Production {
  readonly major: number;
  readonly path: string;
}

const IMAGE =
  /^\s*image:\s*["']?(?:[\w.-]+\/)*(?:postgres|postgis|pgvector|timescaledb)(?:-ha)?:(?:pg|latest-pg)?(\d\d)\b/gm;

/** The one version that the compose files at the root name, or null where they name none or several. */
export function productionOf(root: string): Production | null {
  const names = readdirSync(root).filter((name) => /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/.test(name));
  const found = names.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(IMAGE)].map(([, major]) => ({
      major: Number(major),
      path,
    })),
  );
  const [first] = found;
  const known = first !== undefined && first.major >= MAJORS[0];
  return known && found.every(({ major }) => major === first.major) ? first : null;
}

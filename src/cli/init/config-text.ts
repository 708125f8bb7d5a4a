import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Target } from "../../migrations/migration.ts";
import { MAJORS } from "../../postgres/majors.ts";
import type { ProposedCommand } from "./propose-command.ts";

export const CONFIG = "lockgate.config.yaml";

/** A folder of migrations. */
export type FoundTarget = Pick<Target, "tool" | "dir" | "skipped">;

/** A config that says what was found and names what is most often changed; code-first targets have their command. */
export function configText(
  targets: readonly FoundTarget[],
  production: Production | null,
  commandOf: (target: FoundTarget) => ProposedCommand | null,
): string {
  const judged = targets.filter(({ skipped }) => skipped === null);
  const recorded = targets.flatMap((target) => targetLines(target, commandOf(target)));
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
      : [
          recorded.length > 0
            ? "# Folders of migrations:"
            : "# No folder of migrations was found. Name it, and the tool that runs it:",
        ]),
    ...(recorded.length > 0
      ? [
          "# Migrations in code are run by their own command against a PostgreSQL that records what they send.",
          "targets:",
        ]
      : ["# targets:", "#   - dir: db/migrations", "#     tool: sql"]),
    ...recorded,
    "",
    "# Levels of rules: error, warning, note or off.",
    "# rules:",
    "#   drops-column: warning",
    "",
  ].join("\n");
}

function targetLines({ dir, tool }: FoundTarget, proposed: ProposedCommand | null): string[] {
  if (proposed === null) return [];
  const { command, cwd, env, from } = proposed;
  const target = {
    dir: dir || ".",
    tool,
    command,
    ...(cwd ? { cwd } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
  };
  const lines = stringify([target], { lineWidth: 0 }).trimEnd().split("\n");
  return [
    `  # ${from === null ? "The usual command: check it." : `The command is from ${from}.`}`,
    ...lines.map((line) => `  ${line}`),
  ];
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

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { gitPlace } from "../migrations/compare-with-base/git-place.ts";
import { UsageError } from "../migrations/failure.ts";
import { ConfigSchema } from "./config-schema.ts";

export const CONFIG_NAMES = ["lockgate.config.json", "lockgate.config.yaml"];
/** Names that people try; reading none of them in silence would be worse than refusing. */
const NEARLY = ["yml", "js", "mjs", "cjs", "ts", "mts", "toml"].map((end) => `lockgate.config.${end}`);
/** Those that may be something else (a pipeline of CI), and are a config where they have a key of ours. lockgate.json is many a report. */
const PERHAPS = [
  ...["lockgate", ".lockgate"].flatMap((name) => [`${name}.yaml`, `${name}.yml`]),
  ".lockgate.json",
  ".lockgaterc",
];

/** The repository's working tree at or above `cwd`, or `cwd` where there is none. */
export function repositoryRoot(cwd: string): string {
  return gitPlace(cwd, process.env)?.workTree ?? cwd;
}

/**
 * The config file: the one named by `--config`, else the nearest from `cwd` up to `root`, else null.
 *
 * @throws {UsageError} for two in one place, a name that is nearly right, or a named file that is not there.
 */
export function findConfig(cwd: string, root: string, named: string | null): string | null {
  if (named !== null) return namedConfig(resolve(cwd, named), named);
  for (const folder of upwards(cwd)) {
    const found = CONFIG_NAMES.filter((name) => existsSync(join(folder, name)));
    if (found.length > 1) {
      throw new UsageError(`${found.join(" and ")} both stand in ${folder}`, "Keep one of them.");
    }
    const nearly =
      NEARLY.find((name) => existsSync(join(folder, name))) ??
      (found.length > 0 ? undefined : PERHAPS.find((name) => isConfig(join(folder, name))));
    if (nearly !== undefined) {
      throw new UsageError(
        `${join(folder, nearly)} is not read: the config is data, in JSON or YAML`,
        "Name it lockgate.config.json or lockgate.config.yaml.",
      );
    }
    const [only] = found;
    if (only !== undefined) return join(folder, only);
    if (folder === root) break;
  }
  return null;
}

/** Whether a file has a key of the config at its top. */
function isConfig(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const keys = Object.keys(ConfigSchema.entries).filter((key) => key !== "$schema");
  return new RegExp(`^(?:\\{?\\s*")?(?:${keys.join("|")})"?\\s*:`, "m").test(readFileSync(path, "utf8"));
}

function namedConfig(path: string, typed: string): string {
  if (![".json", ".yaml", ".yml"].includes(extname(path))) {
    throw new UsageError(`--config ${typed} ends with neither .json nor .yaml`);
  }
  if (!existsSync(path)) throw new UsageError(`--config ${typed} does not exist`);
  if (!statSync(path).isFile()) throw new UsageError(`--config ${typed} is not a file`);
  return path;
}

function* upwards(from: string): Generator<string> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes the commonest collation, en_US.UTF-8, for servers that start from now on, whether the machine has it or not. */
export function englishLocale(): { readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "locales-"));
  const made = spawnSync("localedef", ["-i", "en_US", "-f", "UTF-8", join(folder, "en_US.UTF-8")]);
  // 1: with warnings.
  if (made.error !== undefined || (made.status ?? 2) > 1)
    throw new Error("localedef cannot make en_US.UTF-8: install the package locales");
  // The server may run as another user.
  spawnSync("chmod", ["-R", "a+rX", folder]);
  process.env.LOCPATH = folder;
  return {
    remove: () => {
      delete process.env.LOCPATH;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

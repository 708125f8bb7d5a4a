/** The action as it is checked in, built from the present source into a folder outside of the repository. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import config from "../../../rolldown.action.config.ts";

export interface BuiltAction {
  /** index.js of the action; there is no node_modules above it. */
  readonly main: string;
  /** comment.js, of the comment action. */
  readonly relay: string;
  remove(): void;
}

export async function buildAction(): Promise<BuiltAction> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-action-"));
  const { output, ...input } = config;
  const build = await rolldown(input);
  await build.write({ ...output, dir: folder });
  await build.close();
  return {
    main: join(folder, "index.js"),
    relay: join(folder, "comment.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

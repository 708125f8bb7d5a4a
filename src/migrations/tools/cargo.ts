import { join, readText, type Tree, upward } from "../tree.ts";

/** Whether the nearest Cargo.toml depends on a crate, or on one that goes with it ("diesel_migrations"). */
export async function namesCrate(tree: Tree, dir: string, crate: string): Promise<boolean> {
  for (const at of upward(dir)) {
    const manifest = await readText(tree, join(at, "Cargo.toml"));
    if (manifest !== null)
      return new RegExp(`^\\s*(\\[.*dependencies\\.)?${crate}(?![a-z])`, "m").test(manifest);
  }
  return false;
}

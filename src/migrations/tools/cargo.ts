import { nearestFile, type Tree } from "../tree.ts";

/** Whether the nearest Cargo.toml depends on a crate, or on one that goes with it ("diesel_migrations"). */
export async function namesCrate(tree: Tree, dir: string, crate: string): Promise<boolean> {
  const manifest = await nearestFile(tree, dir, ["Cargo.toml"]);
  return new RegExp(`^\\s*(\\[.*dependencies\\.)?${crate}(?![a-z])`, "m").test(manifest?.text ?? "");
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startEngine } from "./start.ts";

const folder = mkdtempSync(join(tmpdir(), "lockgate-engine-"));
afterAll(() => rmSync(folder, { recursive: true }));

function moduleOf(name: string, bytes: readonly number[]): string {
  const path = join(folder, name);
  writeFileSync(path, Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...bytes]));
  return path;
}

/** (module (func (loop (br 0))) (start 0)) */
const ENDLESS = [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 8, 1, 0, 0xa, 9, 1, 7, 0, 3, 0x40, 0xc, 0, 0xb, 0xb];

/** (module (import "a" "fetch" (func))) */
const CURIOUS = [1, 4, 1, 0x60, 0, 0, 2, 0xb, 1, 1, 0x61, 5, 0x66, 0x65, 0x74, 0x63, 0x68, 0, 0];

test.each([
  ["a module that never ends", ENDLESS, "it takes longer than 3 s", 3_000],
  ["a module that asks for more than an engine does", CURIOUS, "it asks for fetch"],
  ["a module without anything in it", [], "it has another memory than was expected"],
])("%s is no engine", async (name, bytes, reason, milliseconds?: number) => {
  await expect(startEngine("prisma", moduleOf(name, bytes), milliseconds)).rejects.toThrow(reason);
});

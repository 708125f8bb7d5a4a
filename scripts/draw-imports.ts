/** Writes which part of the code imports which into ARCHITECTURE.md: `npm run generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { drawing } from "./architecture.ts";

const FILE = new URL("../ARCHITECTURE.md", import.meta.url);
const BLOCK = /(<!-- imports -->\n```\n)[\s\S]*?(\n```\n<!-- \/imports -->)/;

const text = readFileSync(FILE, "utf8");
if (!BLOCK.test(text)) throw new Error("ARCHITECTURE.md has no place for the drawing of imports");
writeFileSync(
  FILE,
  text.replace(BLOCK, (_, start: string, end: string) => `${start}${drawing()}${end}`),
);

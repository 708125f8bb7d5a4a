/** `lockgate/rule` as a user's rule imports it: with the grammar loaded, which quoting a name asks for its keywords. */
import { loadParser } from "./sql/parse.ts";

export * from "./rule.ts";

await loadParser();

/** What derivation costs a statement, beside the parsing of the same files. */
import { readFileSync } from "node:fs";
import { derive } from "../src/effects/derive.ts";
import { createModel } from "../src/effects/schema/model.ts";
import { applyStatement } from "../src/effects/statements/statements.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";

export interface DerivationCost {
  readonly statements: number;
  /** Milliseconds a statement, of the quickest round. */
  readonly parse: number;
  readonly derive: number;
}

const CONTEXT = { major: 18, timeZone: null, transaction: "file" } as const;

/** Reads the files in their order as one history, `rounds` times. */
export async function derivationCost(files: readonly string[], rounds: number): Promise<DerivationCost> {
  await loadParser();
  const texts = files.map((file) => readFileSync(file, "utf8"));
  let best: DerivationCost = {
    statements: 0,
    parse: Number.POSITIVE_INFINITY,
    derive: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const statements = texts.flatMap((text) => parseScript(text).statements);
    const parsed = performance.now();
    let deriving = 0;
    const model = createModel({ complete: true });
    for (const { node } of statements) {
      const before = performance.now();
      derive(node, model, CONTEXT);
      deriving += performance.now() - before;
      applyStatement(model, node, CONTEXT);
    }
    best = {
      statements: statements.length,
      parse: Math.min(best.parse, (parsed - start) / statements.length),
      derive: Math.min(best.derive, deriving / statements.length),
    };
  }
  return best;
}

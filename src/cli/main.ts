#!/usr/bin/env node
import { useBaselineCompiler } from "../sql/baseline-compiler.ts";

useBaselineCompiler();

// The grammar is compiled where it is imported.
const { runProcess } = await import("./process.ts");
await runProcess(process.argv.slice(2));

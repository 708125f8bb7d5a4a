#!/usr/bin/env node
import { useBaselineCompiler } from "../sql/baseline-compiler.ts";
import { keepCompiled } from "./compile-cache.ts";
import { setEngineFlags } from "./engine-flags.ts";

useBaselineCompiler();
setEngineFlags();
keepCompiled(process.argv, process.env);

// All else is compiled and the grammar, too, where it is imported.
const { runProcess } = await import("./process.ts");
await runProcess(process.argv.slice(2));

import { setFlagsFromString } from "node:v8";

/**
 * For a process that parses some files and ends, to be called before the grammar is loaded: its WASM is compiled once,
 * by V8's baseline compiler. Optimising its largest functions in the background costs a short run more than it gains: a
 * third of the CPU time on Node 20, two thirds and 550 MB on Node 24. Not for a library: the flags hold for all WASM
 * of the process. `--liftoff-only` would imply both; implications are worked out only when V8 starts.
 */
export function useBaselineCompiler(): void {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
}

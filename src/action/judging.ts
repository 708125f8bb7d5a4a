/** The code that takes longest to load: it is loaded while git is asked. */
export { check } from "../check.ts";
export { deliver } from "./deliver.ts";
export { approve } from "./override.ts";
export { guardCheckout, strangersCode } from "./trust.ts";

/** All that the page loads of the playground, once it is open: derivation, without PostgreSQL. */
import "./buffer.ts";

export { MAJORS, NEWEST } from "../../src/postgres/majors.ts";
export { renderJson } from "../../src/report/json.ts";
export { checkText } from "./check-text.ts";
export { createEditor, type Editor } from "./editor.ts";
export { locksText } from "./locks-text.ts";
export { rehearse } from "./rehearse.ts";
export { renderReport } from "./render.ts";
export { fromFragment, type Shared, toFragment } from "./share.ts";

import type { Delivery } from "../sql/delivery.ts";
import type { Migration } from "./migration.ts";
import { toolWithId } from "./tools/tools.ts";

/** Alone between BEGIN and COMMIT, statement by statement, unless the tool or the file says otherwise. */
const USUAL: Delivery = {
  sending: "statements",
  wrapping: "block",
  pieces: [],
  apart: [],
  isDoubtful: false,
};

/** How the runner sends a migration, and who begins its transaction. */
export function deliveryOf({ tool, transaction, delivery }: Migration): Delivery {
  const wrapped = { ...USUAL, ...toolWithId(tool).delivery, ...delivery };
  if (transaction !== "statement") return wrapped;
  return { ...wrapped, sending: wrapped.sending === "pieces" ? "pieces" : "statements", wrapping: "none" };
}

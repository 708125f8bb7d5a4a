/** DROP SCHEMA and DROP EXTENSION: what is in them, and what uses it. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type DropStmt, objectParts } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { removalOf } from "../../schema/cascade-drop.ts";
import { isKnownExtension } from "../../schema/extension.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { Removal } from "../../schema/removal.ts";
import { blocked, lockedByDrop, reportRemoval } from "./removal-effects.ts";

interface Container {
  readonly what: "schema" | "extension";
  readonly form: Form;
  readonly cascade: Form;
  /** The ordinal of the change that made it; undefined: it is not known. */
  born(model: SchemaModel, name: string): number | undefined;
  /** Why what goes with it is not known, or null. */
  unknown(model: SchemaModel, name: string): string | null;
}

export const dropSchemas = dropContainers({
  what: "schema",
  form: "DROP SCHEMA",
  cascade: "DROP SCHEMA CASCADE",
  born: ({ schemas }, name) => schemas.get(name),
  unknown: ({ complete }, name) => (complete ? null : `what the schema ${name} holds is not known`),
});

export const dropExtensions = dropContainers({
  what: "extension",
  form: "DROP EXTENSION",
  cascade: "DROP EXTENSION CASCADE",
  born: ({ extensions }, name) => extensions.get(name)?.born,
  unknown: (_model, name) => (isKnownExtension(name) ? null : `what uses the extension ${name} is not known`),
});

function dropContainers(container: Container): (deriver: Deriver, statement: DropStmt) => void {
  const { what, form, cascade, born, unknown } = container;
  return (deriver, statement) => {
    const { model } = deriver;
    const names = (statement.objects ?? []).map((node) => objectParts(node)[0] ?? "");
    const missing = names.filter((name) => model.complete && born(model, name) === undefined);
    const [first] = missing;
    if (first !== undefined && !statement.missing_ok)
      return refuse(deriver, null, `${what} "%s" does not exist`, first);
    const removal = removalOf(model, statement);
    const isCascade = statement.behavior === "DROP_CASCADE";
    if (!isCascade && blocked(deriver, standing(removal, names), `${what} ${names[0]}`, null)) return;
    for (const name of names.filter((it) => !missing.includes(it))) {
      const isNew = born(model, name) === model.change;
      deriver.destroy({ what, relation: null, name, cascade: false, isNew });
      const why = isCascade ? unknown(model, name) : null;
      if (why !== null) deriver.unanalyzed(why);
    }
    deriver.act(
      isCascade ? cascade : form,
      lockedByDrop(deriver, removal, new Set(), "target").map(asTarget),
    );
    if (isCascade) reportRemoval(deriver, removal, new Set());
  };
}

/** What the statement names itself does not stand in its way. */
function standing(removal: Removal, names: readonly string[]): Removal {
  const blockers = removal.blockers.filter(
    ({ object, name }) => object !== "schema" || !names.includes(name),
  );
  return { ...removal, blockers };
}

/** All that goes is locked alike; what is said of a table in the schema is that it is a target. */
function asTarget(work: Work): Work {
  const shownAs = work.role === "child" ? "target" : work.role;
  return { ...work, role: work.subject.relation?.kind === "sequence" ? "sequence" : "target", shownAs };
}

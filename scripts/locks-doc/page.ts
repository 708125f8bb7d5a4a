import type { Form } from "../../src/postgres/catalogue.ts";
import { conflicts, LOCK_MODES } from "../../src/postgres/lock-mode.ts";
import { waitsBehind } from "../../src/report/effect-words.ts";
import { factsByMajor, isMeasured } from "./by-major.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { copiesOf } from "./copies.ts";
import { exampleOf, type Outcomes } from "./examples.ts";
import { type Families, formsByFamily } from "./families.ts";
import { intro } from "./intro.ts";
import { code, link, table } from "./markdown.ts";

const MODES = "The eight lock modes";
const DIFFERENCES = "Where versions differ";

interface Row {
  readonly form: string;
  readonly example: string;
  readonly cells: Cells;
}

/** docs/locks.md, whole. */
export function locksPage(families: Families, outcomes: Outcomes): string {
  const witnesses = Object.values(families).flat();
  const row = (form: Form): Row => {
    const ofForm = witnesses.filter((witness) => witness.form === form);
    const { sql = "", when } = exampleOf(form, ofForm, outcomes) ?? {};
    const facts = factsByMajor(form, (major) => copiesOf(ofForm, outcomes, major));
    return { form, example: code(sql) + (when ? ` (${when})` : ""), cells: cellsOf(facts) };
  };
  const sections = [...formsByFamily(families)]
    .map(([family, forms]) => ({ family, rows: forms.filter(isMeasured).map(row) }))
    .filter((section) => section.rows.length > 0);
  const rows = sections.flatMap((section) => section.rows);
  const titles = [MODES, ...sections.map(({ family }) => family), DIFFERENCES];
  return `${[
    intro(rows.length, Object.keys(outcomes).length),
    titles.map(link).join(" · "),
    `## ${MODES}\n\n${lockModes()}`,
    ...sections.map((section) => `## ${section.family}\n\n${statements(section.rows)}`),
    `## ${DIFFERENCES}\n\n${differences(rows)}`,
  ].join("\n\n")}\n`;
}

function lockModes(): string {
  return table(
    ["mode", "blocks", "conflicts with"],
    LOCK_MODES.map((mode) => [
      mode,
      waitsBehind(mode),
      LOCK_MODES.every((other) => conflicts(mode, other))
        ? "all eight"
        : LOCK_MODES.filter((other) => conflicts(mode, other)).join(", "),
    ]),
  );
}

/** Those that do something as a table, the others by name. */
function statements(rows: readonly Row[]): string {
  const idle = rows.filter(isIdle);
  const names = idle.map(({ form }) => code(form)).join(", ");
  return [
    ...(idle.length < rows.length ? [tableOf(rows.filter((row) => !isIdle(row)))] : []),
    ...(idle.length > 0 ? [`No lock on any relation, no work, on no version: ${names}.`] : []),
  ].join("\n\n");
}

function isIdle({ cells: { target, others, work, limits } }: Row): boolean {
  return target === "none" && others === "" && work === "" && limits === "";
}

function tableOf(rows: readonly Row[]): string {
  return table(
    ["statement", "lock on the target", "blocks", "other locks", "work"],
    rows.map(({ form, example, cells }) => [
      [`**${code(form)}**`, example, ...(cells.limits ? [`⚠ ${cells.limits}`] : [])].join("<br>"),
      cells.target,
      cells.blocks,
      cells.others,
      cells.work,
    ]),
  );
}

/** The statements with cells that differ between versions, and of their cells only what differs. */
function differences(rows: readonly Row[]): string {
  const told = rows.map(({ form, cells: { limits, target, others, work } }) => [
    code(form),
    [limits, `target: ${target.replaceAll("<br>", ", ")}`, others, work]
      .flatMap((cell) => cell.split("<br>"))
      .filter((line) => line.includes("**"))
      .join("<br>"),
  ]);
  return table(
    ["statement", "difference"],
    told.filter(([, difference]) => difference !== ""),
  );
}

/** The authoring API, `lockgate/rule`: all that a rule may import. */
export { byBreak } from "./effects/breaks.ts";
export type * from "./effects/effect.ts";
export type { TableShape } from "./effects/schema/shape.ts";
export type { Migration, ToolId, Transaction } from "./migrations/migration.ts";
export type { LockMode } from "./postgres/lock-mode.ts";
export { blocksReads, blocksSchemaChanges, blocksWrites, conflicts } from "./postgres/lock-mode.ts";
export { type ActingRole, isOwner } from "./production/acting-role.ts";
export type { TableStats } from "./production/table-stats.ts";
export { addsColumn, givesColumn, stopsAtFirstRow } from "./rule/added-columns.ts";
export { alterTableRemedy } from "./rule/alter-table-steps.ts";
export {
  type Analyzed,
  type AnyRule,
  defineRule,
  defineRunRule,
  type HeldLock,
  type Judgment,
  type Level,
  type Remedy,
  type Rule,
  type RunRule,
} from "./rule/analyzed.ts";
export { fillsColumn, keysOf, selects } from "./rule/fills.ts";
export { LEFT, type Left, type RemedyForm, reasonLeft } from "./rule/form.ts";
export { gathersStatistics } from "./rule/gathers.ts";
export { lockDuring, locksOfOthers, modeWords, placeOf } from "./rule/held.ts";
export { type HiddenRows, hiddenRows } from "./rule/hidden-rows.ts";
export { isFilled, lostOf } from "./rule/lost.ts";
export { buildSteps, foundIndex, partitionedIndex } from "./rule/partitions.ts";
export { isPrepared } from "./rule/prepared.ts";
export { columnsDroppedLater, postponed } from "./rule/release-plan.ts";
export { batchStep } from "./rule/row-batches.ts";
export { leftByBreak, runningCodePlan } from "./rule/running-code-plan.ts";
export { duringLowTraffic, notNullForm } from "./rule/safe-forms.ts";
export {
  blockingLockOn,
  blockingLocks,
  blocksTraffic,
  effectsOf,
  hazardsOf,
  locksOn,
} from "./rule/select.ts";
export { bytesWords, rowsWords } from "./rule/size-words.ts";
export { OUTSIDE, type Outside, type Step } from "./rule/step.ts";
export { neverAlone, stepsIn } from "./rule/steps.ts";
export { changesType } from "./rule/type-change.ts";
export { unfitRows } from "./rule/unfit-rows.ts";
export { awaitedLocks, hasLockTimeout } from "./rule/waits.ts";
export { blockedBy, excerptOf, failing, listed, nameOf, rateOf, shownQuery, waitsFor } from "./rule/words.ts";
export { type AlterTable, alterTable, type Clause } from "./sql/alter-table.ts";
export type { ColumnParts } from "./sql/column-definition.ts";
export { type CreateIndex, createIndex } from "./sql/create-index.ts";
export { dropIndex } from "./sql/drop-index.ts";
export { quoted, quotedRelation } from "./sql/quote.ts";
export { reindex } from "./sql/reindex.ts";
export type { Statement } from "./sql/statement.ts";

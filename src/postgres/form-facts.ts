import type { LockMode } from "./lock-mode.ts";
import type { Role } from "./role.ts";

/** In all witnesses of the form that did not fail, or only in some: then the schema decides. */
export type HowOften = "always" | "sometimes";

/** What a form of statement does on one major version, by the role of the relation. Existing relations only. */
export interface FormFacts {
  /** The strongest modes that a relation in this role is locked in, when there is one. */
  readonly locks: Readonly<Partial<Record<Role, readonly LockMode[]>>>;
  readonly rewrites: Readonly<Partial<Record<Role, HowOften>>>;
  /** Read from end to end, other than by a rewrite or an index build. */
  readonly scans: Readonly<Partial<Record<Role, HowOften>>>;
  readonly builds: Readonly<Partial<Record<Role, HowOften>>>;
  /** PostgreSQL refuses the form in a transaction. */
  readonly refusedInTransaction?: true;
  /** SQLSTATEs, when every witness fails on this version: "42601", the syntax is not known. */
  readonly fails?: readonly string[];
}

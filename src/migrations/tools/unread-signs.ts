import type { ToolId } from "../migration.ts";

/** A tool whose migrations are recognised and named, and not read yet. */
export interface Unread {
  readonly id: ToolId;
  /** As people call it. */
  readonly name: string;
  /** Which files of its folder are migrations. */
  readonly file: RegExp;
}

/** SQL in files of a form of its own: known by a line in one of them, or by a file beside them. */
export interface UnreadFiles extends Unread {
  readonly sign?: RegExp;
  readonly beside?: RegExp;
  /** The folder of the migrations, from that of what was recognised. */
  folder?(dir: string): string;
}

/** Migrations in code: known by a word in one of them, else by the nearest package.json. */
export interface UnreadCode extends Unread {
  readonly sign: RegExp;
  readonly packages: readonly string[];
}

export const IN_FILES: readonly UnreadFiles[] = [
  {
    id: "graphile-migrate",
    name: "graphile-migrate",
    file: /\.sql$/,
    sign: /^--! Previous:/m,
    folder: (dir) => dir.replace(/\/?committed$/, ""),
  },
  {
    id: "liquibase",
    name: "Liquibase",
    file: /\.(sql|xml|ya?ml|json)$/,
    sign: /^--\s*liquibase formatted sql/im,
    beside: /^((db\.|liquibase-?)changelog.*|changelog-(master|root).*)\.(xml|ya?ml|json)$/i,
  },
  {
    id: "sqitch",
    name: "sqitch",
    file: /\.sql$/,
    beside: /^sqitch\.plan$/,
    folder: (dir) => (dir === "" ? "deploy" : `${dir}/deploy`),
  },
  { id: "atlas", name: "Atlas", file: /\.sql$/, beside: /^atlas\.sum$/ },
  {
    id: "sql",
    name: "Play's evolutions",
    file: /^\d+\.sql$|\/\d+\.sql$/,
    sign: /^(#|--)\s*---\s*!(Ups|Downs)/m,
  },
  { id: "sql", name: "MyBatis Migrations", file: /\.sql$/, sign: /^--\s*\/\/\s*@UNDO/im },
  { id: "sql", name: "shmig", file: /\.sql$/, sign: /^--\s*====\s*(UP|DOWN)\s*====/m },
  { id: "sql", name: "micrate", file: /\.sql$/, sign: /^--\s*\+micrate (Up|Down)\b/m },
  { id: "sql", name: "sql-migrate", file: /\.sql$/, sign: /^--\s*\+migrate (Up|Down)\b/m },
];

const JS = /\.[cm]?[jt]s$/;

export const IN_CODE: readonly UnreadCode[] = [
  {
    id: "typeorm",
    name: "TypeORM",
    file: JS,
    sign: /\bMigrationInterface\b|\bQueryRunner\b/,
    packages: ["typeorm"],
  },
  {
    id: "mikro-orm",
    name: "MikroORM",
    file: JS,
    sign: /@mikro-orm\/migrations/,
    packages: ["@mikro-orm/migrations", "@mikro-orm/cli"],
  },
  { id: "kysely", name: "Kysely", file: JS, sign: /\bKysely</, packages: ["kysely", "kysely-ctl"] },
  {
    id: "sequelize",
    name: "Sequelize",
    file: JS,
    sign: /\bqueryInterface\b/,
    packages: ["sequelize", "sequelize-cli", "umzug"],
  },
  {
    id: "node-pg-migrate",
    name: "node-pg-migrate",
    file: /\.([cm]?[jt]s|sql)$/,
    sign: /node-pg-migrate|\bpgm\b|^--\s*Up Migration/m,
    packages: ["node-pg-migrate"],
  },
  { id: "knex", name: "Knex", file: JS, sign: /\bknex\b/i, packages: ["knex", "objection"] },
  { id: "rails", name: "Rails", file: /\.rb$/, sign: /ActiveRecord::Migration/, packages: [] },
  { id: "django", name: "Django", file: /\.py$/, sign: /\bmigrations\.Migration\b/, packages: [] },
  { id: "alembic", name: "Alembic", file: /\.py$/, sign: /^down_revision\b/m, packages: [] },
];

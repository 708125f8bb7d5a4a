/** What migration tools of Python and Ruby send; these are the system's own, where it has them. */
import { beforeEach, describe, expect, it } from "vitest";
import { CaptureServers, LACKING } from "./tool-projects.testing.ts";

const servers = new CaptureServers();

describe("Python", () => {
  beforeEach(({ skip }) => skip(LACKING.python !== null, LACKING.python ?? ""));

  const alembic = (before: string, expected: string) =>
    servers.statementsOf({
      name: "alembic",
      expected,
      command: `${before}/usr/bin/python3 -m alembic upgrade head`,
      change: "versions/c07e_more_nights.py",
    });

  it("Alembic with psycopg2", async () => {
    expect(await alembic("", "expected.json")).toMatchInlineSnapshot(`
      [
        "4f1c_guests.py:11 CREATE TABLE guests ( id SERIAL NOT NULL, name TEXT, PRIMARY KEY (id) )",
        "4f1c_guests.py:16 CREATE INDEX guests_name ON guests (name)",
        "4f1c_guests.py:17 INSERT INTO guests (name) VALUES ('100%')",
        "9b2d_nights.py:9 ALTER TABLE guests ADD COLUMN nights INTEGER",
        "9b2d_nights.py:11 UPDATE guests SET nights = 1 WHERE id > 0",
        "9b2d_nights.py:13 CREATE INDEX CONCURRENTLY guests_nights ON guests (nights)",
        "c07e_more_nights.py:9 ALTER TABLE guests ALTER COLUMN nights TYPE BIGINT",
        "c07e_more_nights.py:10 ALTER TABLE guests DROP COLUMN name",
      ]
    `);
  });

  it("Alembic with asyncpg", async () => {
    expect(await alembic("env DRIVER=asyncpg ", "expected-asyncpg.json")).toMatchInlineSnapshot(`
      [
        "4f1c_guests.py:11 CREATE TABLE guests ( id SERIAL NOT NULL, name TEXT, PRIMARY KEY (id) )",
        "4f1c_guests.py:16 CREATE INDEX guests_name ON guests (name)",
        "4f1c_guests.py:17 INSERT INTO guests (name) VALUES ('100%')",
        "9b2d_nights.py:9 ALTER TABLE guests ADD COLUMN nights INTEGER",
        "9b2d_nights.py:11 UPDATE guests SET nights = $1 WHERE id > $2",
        "9b2d_nights.py:13 CREATE INDEX CONCURRENTLY guests_nights ON guests (nights)",
        "c07e_more_nights.py:9 ALTER TABLE guests ALTER COLUMN nights TYPE BIGINT",
        "c07e_more_nights.py:10 ALTER TABLE guests DROP COLUMN name",
      ]
    `);
  });

  it("Django", async () => {
    const seen = await servers.statementsOf({
      name: "django",
      command: "/usr/bin/python3 manage.py migrate",
      change: "shop/migrations/0003_long_email.py",
    });
    expect(seen).toMatchInlineSnapshot(`
      [
        "0001_initial.py:7 (migration) CREATE TABLE "django_content_type" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(100) NOT NULL, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL)",
        "0001_initial.py:7 (migration) ALTER TABLE "django_content_type" ADD CONSTRAINT "django_content_type_app_label_model_76bd3d3b_uniq" UNIQUE ("app_label", "model")",
        "0001_initial.py:7 (migration) ALTER TABLE "django_content_type" ALTER COLUMN "name" DROP NOT NULL",
        "0001_initial.py:7 (migration) ALTER TABLE "django_content_type" DROP COLUMN "name" CASCADE",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_permission" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(50) NOT NULL, "content_type_id" integer NOT NULL, "codename" varchar(100) NOT NULL)",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_group" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(80) NOT NULL UNIQUE)",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_group_permissions" ("id" serial NOT NULL PRIMARY KEY, "group_id" integer NOT NULL, "permission_id" integer NOT NULL)",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_user" ("id" serial NOT NULL PRIMARY KEY, "password" varchar(128) NOT NULL, "last_login" timestamp with time zone NOT NULL, "is_superuser" boolean NOT NULL, "username" varchar(30) NOT NULL UNIQUE, "first_name" varchar(30) NOT NULL, "last_name" varchar(30) NOT NULL, "email" varchar(75) NOT NULL, "is_staff" boolean NOT NULL, "is_active" boolean NOT NULL, "date_joined" timestamp with time zone NOT NULL)",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_user_groups" ("id" serial NOT NULL PRIMARY KEY, "user_id" integer NOT NULL, "group_id" integer NOT NULL)",
        "0001_initial.py:7 (migration) CREATE TABLE "auth_user_user_permissions" ("id" serial NOT NULL PRIMARY KEY, "user_id" integer NOT NULL, "permission_id" integer NOT NULL)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_permission" ADD CONSTRAINT "auth_permission_content_type_id_codename_01ab375a_uniq" UNIQUE ("content_type_id", "codename")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_permission" ADD CONSTRAINT "auth_permission_content_type_id_2f476e4b_fk_django_co" FOREIGN KEY ("content_type_id") REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id")",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_group_name_a6ea08ec_like" ON "auth_group" ("name" varchar_pattern_ops)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_group_permissions" ADD CONSTRAINT "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" UNIQUE ("group_id", "permission_id")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_group_permissions" ADD CONSTRAINT "auth_group_permissions_group_id_b120cbf9_fk_auth_group_id" FOREIGN KEY ("group_id") REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_group_permissions" ADD CONSTRAINT "auth_group_permissio_permission_id_84c5c92e_fk_auth_perm" FOREIGN KEY ("permission_id") REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id")",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id")",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_user_username_6821ab7c_like" ON "auth_user" ("username" varchar_pattern_ops)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_groups" ADD CONSTRAINT "auth_user_groups_user_id_group_id_94350c0c_uniq" UNIQUE ("user_id", "group_id")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_groups" ADD CONSTRAINT "auth_user_groups_user_id_6a12ed8b_fk_auth_user_id" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_groups" ADD CONSTRAINT "auth_user_groups_group_id_97559544_fk_auth_group_id" FOREIGN KEY ("group_id") REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id")",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_user_permissions" ADD CONSTRAINT "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" UNIQUE ("user_id", "permission_id")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_user_permissions" ADD CONSTRAINT "auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user_user_permissions" ADD CONSTRAINT "auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm" FOREIGN KEY ("permission_id") REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id")",
        "0001_initial.py:7 (migration) CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id")",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_permission" ALTER COLUMN "name" TYPE varchar(255)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user" ALTER COLUMN "email" TYPE varchar(254)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user" ALTER COLUMN "last_login" DROP NOT NULL",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user" ALTER COLUMN "username" TYPE varchar(150)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user" ALTER COLUMN "last_name" TYPE varchar(150)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_group" ALTER COLUMN "name" TYPE varchar(150)",
        "0001_initial.py:7 (migration) ALTER TABLE "auth_user" ALTER COLUMN "first_name" TYPE varchar(150)",
        "0001_initial.py:8 CREATE TABLE "shop_customer" ("id" serial NOT NULL PRIMARY KEY, "email" varchar(50) NOT NULL UNIQUE)",
        "0001_initial.py:15 CREATE TABLE "shop_invoice" ("id" serial NOT NULL PRIMARY KEY, "customer_id" integer NOT NULL)",
        "0001_initial.py:8 CREATE INDEX "shop_customer_email_d3fdf104_like" ON "shop_customer" ("email" varchar_pattern_ops)",
        "0001_initial.py:15 ALTER TABLE "shop_invoice" ADD CONSTRAINT "shop_invoice_customer_id_8c243a1c_fk_shop_customer_id" FOREIGN KEY ("customer_id") REFERENCES "shop_customer" ("id") DEFERRABLE INITIALLY DEFERRED",
        "0001_initial.py:15 CREATE INDEX "shop_invoice_customer_id_8c243a1c" ON "shop_invoice" ("customer_id")",
        "0002_total.py:11 ALTER TABLE "shop_invoice" ADD COLUMN "total" integer DEFAULT 0 NOT NULL",
        "0002_total.py:11 ALTER TABLE "shop_invoice" ALTER COLUMN "total" DROP DEFAULT",
        "0002_total.py:5 INSERT INTO "shop_customer" ("email") VALUES ('first@example.com') RETURNING "shop_customer"."id"",
        "0002_total.py:13 CREATE INDEX invoice_paid ON shop_invoice (id) WHERE total = 0",
        "0002_total.py:11 CREATE INDEX "shop_invoice_total_0171a543" ON "shop_invoice" ("total")",
        "0003_long_email.py:7 DROP INDEX IF EXISTS "shop_customer_email_d3fdf104_like"",
        "0003_long_email.py:7 ALTER TABLE "shop_customer" ALTER COLUMN "email" TYPE text USING "email"::text",
        "0003_long_email.py:8 ALTER TABLE "shop_invoice" ALTER COLUMN "total" TYPE bigint USING "total"::bigint",
      ]
    `);
  });
});

describe("Ruby", () => {
  beforeEach(({ skip }) => skip(LACKING.ruby !== null, LACKING.ruby ?? ""));

  it("Rails", async () => {
    const seen = await servers.statementsOf({
      name: "rails",
      command: "/usr/bin/ruby migrate.rb",
      change: "db/migrate/20260103090000_index_pages.rb",
    });
    expect(seen).toMatchInlineSnapshot();
  });
});

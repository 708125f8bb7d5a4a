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
    expect(seen).toMatchInlineSnapshot(`
      [
        "20260101090000_create_books.rb:3 CREATE TABLE "books" ("id" bigserial primary key, "title" character varying NOT NULL, "created_at" timestamp(6) NOT NULL, "updated_at" timestamp(6) NOT NULL)",
        "20260101090000_create_books.rb:7 CREATE INDEX "index_books_on_title" ON "books" ("title")",
        "20260102090000_add_pages.rb:5 ALTER TABLE "books" ADD "pages" integer",
        "20260102090000_add_pages.rb:6 INSERT INTO "books" ("title", "created_at", "updated_at", "pages") VALUES ($1, $2, $3, $4) RETURNING "id"",
        "20260102090000_add_pages.rb:7 UPDATE books SET pages = 2 WHERE pages = 1",
        "20260103090000_index_pages.rb:5 CREATE INDEX CONCURRENTLY "index_books_on_pages" ON "books" ("pages")",
        "20260103090000_index_pages.rb:6 ALTER TABLE "books" ALTER COLUMN "pages" TYPE bigint",
      ]
    `);
  });
});

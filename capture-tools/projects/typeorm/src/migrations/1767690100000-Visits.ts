import type { MigrationInterface, QueryRunner } from "typeorm";

export class Visits1767690100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "visits" ("id" BIGSERIAL PRIMARY KEY, "patient_id" integer NOT NULL, "at" timestamptz NOT NULL DEFAULT now())`,
    );
    await queryRunner.query(
      `ALTER TABLE "visits" ADD CONSTRAINT "visits_patient_fk" FOREIGN KEY ("patient_id") REFERENCES "patients" ("id")`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "visits"`);
  }
}

import { Migration } from "@mikro-orm/migrations";

export class Migration20260103090000 extends Migration {
  async up() {
    this.addSql("alter table animals alter column weight type bigint;");
    this.addSql("create index feedings_animal_idx on feedings (animal_id);");
  }
}

import { Migration } from "@mikro-orm/migrations";

export class Migration20260102090000 extends Migration {
  async up() {
    this.addSql("create table feedings (id bigserial primary key, animal_id int not null references animals (id));");
  }
}

exports.up = async (knex) => {
  await knex.schema.createTable("members", (table) => {
    table.increments("id");
    table.text("email").notNullable().unique();
    table.integer("points").notNullable().defaultTo(0);
  });
  await knex("members").insert([{ email: "ada@example.org" }, { email: "bob@example.org" }]);
};

exports.down = (knex) => knex.schema.dropTable("members");

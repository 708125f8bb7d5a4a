exports.up = async (knex) => {
  await knex.schema.alterTable("members", (table) => {
    table.bigInteger("points").notNullable().defaultTo(0).alter();
    table.dropColumn("email");
  });
  const [{ count }] = await knex("visits").count();
  if (Number(count) > 0) await knex("visits").where("member_id", "<", 0).delete();
};

exports.down = async () => {};

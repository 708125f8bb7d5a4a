module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.createTable(
        "stays",
        {
          id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
          room_id: { type: Sequelize.INTEGER, references: { model: "rooms", key: "id" } },
        },
        { transaction },
      );
      await queryInterface.addIndex("stays", ["room_id"], { transaction });
    });
  },
  down: (queryInterface) => queryInterface.dropTable("stays"),
};

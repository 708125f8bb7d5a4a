class IndexPages < ActiveRecord::Migration[6.1]
  disable_ddl_transaction!

  def change
    add_index :books, :pages, algorithm: :concurrently
    change_column :books, :pages, :bigint
  end
end

class AddPages < ActiveRecord::Migration[6.1]
  class Book < ActiveRecord::Base; end

  def up
    add_column :books, :pages, :integer
    Book.create!(title: "First", pages: 1)
    execute <<~SQL
      UPDATE books SET pages = 2 WHERE pages = 1
    SQL
  end
end

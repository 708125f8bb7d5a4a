import sqlalchemy as sa
from alembic import op

revision = "9b2d"
down_revision = "4f1c"


def upgrade():
    op.add_column("guests", sa.Column("nights", sa.Integer))
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE guests SET nights = :nights WHERE id > :id"), {"nights": 1, "id": 0})
    with op.get_context().autocommit_block():
        op.create_index("guests_nights", "guests", ["nights"], postgresql_concurrently=True)

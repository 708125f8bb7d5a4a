"""The guests of a hotel."""

import sqlalchemy as sa
from alembic import op

revision = "4f1c"
down_revision = None


def upgrade():
    op.create_table(
        "guests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text),
    )
    op.create_index("guests_name", "guests", ["name"])
    op.execute("INSERT INTO guests (name) VALUES ('100%')")

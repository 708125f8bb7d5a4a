import sqlalchemy as sa
from alembic import op

revision = "c07e"
down_revision = "9b2d"


def upgrade():
    op.alter_column("guests", "nights", type_=sa.BigInteger)
    op.drop_column("guests", "name")

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_total")]
    operations = [
        migrations.AlterField("Customer", "email", models.TextField(unique=True)),
        migrations.AlterField("Invoice", "total", models.BigIntegerField(default=0, db_index=True)),
    ]

from django.db import migrations, models


def first_customer(apps, schema_editor):
    apps.get_model("shop", "Customer").objects.create(email="first@example.com")


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("Invoice", "total", models.IntegerField(default=0, db_index=True)),
        migrations.RunPython(first_customer, migrations.RunPython.noop),
        migrations.RunSQL("CREATE INDEX invoice_paid ON shop_invoice (id) WHERE total = 0", migrations.RunSQL.noop),
    ]

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('attendance', '0006_imports'),
    ]

    # The tables stay: they are exchange's from its first migration on.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='ColumnMapping'),
                migrations.DeleteModel(name='Import'),
            ],
        ),
    ]

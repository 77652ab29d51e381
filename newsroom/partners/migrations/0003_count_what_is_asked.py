from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0002_products'),
    ]

    operations = [
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('subject', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('minute', models.DateTimeField()),
                ('in_minute', models.BigIntegerField()),
                ('day', models.DateField()),
                ('in_day', models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(
            'ALTER TABLE partners_spending SET UNLOGGED', migrations.RunSQL.noop
        ),
    ]

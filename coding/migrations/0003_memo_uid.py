"""A memo gets an address of its own."""

from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coding", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="memo",
            name="uid",
            field=models.UUIDField(default=uuid4, editable=False, unique=True),
        ),
    ]

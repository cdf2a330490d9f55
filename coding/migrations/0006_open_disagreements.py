"""Whether a disagreement is open is kept with it: a queue of thousands finds its first page at once."""

from typing import Any

from django.db import migrations, models


def close_the_decided(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # as migrations are called
    decided = apps.get_model("coding", "Decision").objects.filter(undone_at=None).values("disagreement")
    apps.get_model("coding", "Disagreement").objects.filter(pk__in=decided).update(is_open=False)


class Migration(migrations.Migration):
    dependencies = [("coding", "0005_decision_revision")]

    operations = [
        migrations.AddField("disagreement", "is_open", models.BooleanField(default=True)),
        migrations.AddIndex(
            "disagreement",
            models.Index(condition=models.Q(is_open=True), fields=["round", "number"], name="open_disagreements"),
        ),
        migrations.RunPython(close_the_decided, migrations.RunPython.noop),
    ]

"""The form that asks for a talk pack."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from interviews.models import Member
from reports.models import Snapshot
from reports.queries.study.stamp import snapshot_name


class SnapshotField(forms.ModelChoiceField[Snapshot]):
    """A snapshot, named as files name it."""

    def label_from_instance(self, obj: Snapshot) -> str:
        return snapshot_name(obj)


class PackForm(forms.Form):
    """The language of a pack and its snapshot, a new one unless another is chosen. `op` makes a second click the same
    request.
    """

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    snapshot = SnapshotField(
        Snapshot.objects.none(),
        label=gettext_lazy("Snapshot"),
        required=False,
        to_field_name="number",
        empty_label=gettext_lazy("A new one, of the project as it is now"),
    )
    op = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, reader: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["snapshot"]
        assert isinstance(field, SnapshotField)  # noqa: S101  # as declared above
        field.queryset = Snapshot.objects.visible_to(reader).described().order_by("-number")

"""What an administrator says about the header, and about signing in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.actions.office import ask_for_second_step, present_office
from committees.events import record
from committees.models import Office, SecurityEvent
from committees.roles import Role
from lib.forms.actions import ActionForm
from lib.forms.catalogues import column
from lib.uploads import JPEG, PNG, judge


class OfficeForm(ActionForm):
    name = column(
        Office,
        "name",
        label=gettext_lazy("Name in the header"),
        help_text=gettext_lazy("Left empty: the name of the committee at the top."),
    )
    emblem = forms.FileField(
        required=False,
        label=gettext_lazy("Emblem"),
        help_text=gettext_lazy("A square PNG or JPEG picture of at most 200 kB."),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    is_without = forms.BooleanField(required=False, label=gettext_lazy("Show the product's own mark again"))

    def __init__(self, *args, row=None, **kwargs):
        if row:
            kwargs["initial"] = {"name": row.name} | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def layout(self):
        mark = ["is_without"] if self.row and self.row.emblem_digest else []
        return ["name", "emblem", *mark, self.buttons()]

    def clean_emblem(self):
        upload = self.cleaned_data["emblem"]
        if upload is None:
            return None
        if upload.size > Office.EMBLEM_AT_MOST:
            raise ValidationError(
                _("The picture is larger than 200 kB. Make it smaller, then choose it again.")
            )
        kind = judge(upload).content_type
        if kind not in (PNG, JPEG):
            raise ValidationError(_("This is no PNG or JPEG picture. Save it as one of these and try again."))
        return upload, kind

    def stored(self):
        return {"name": self.row.name} if self.row else None

    def act(self):
        upload, kind = self.cleaned_data["emblem"] or (None, "")
        picture = upload.read() if upload else b"" if self.cleaned_data["is_without"] else None
        return present_office(
            name=self.cleaned_data["name"],
            emblem=picture,
            emblem_type=kind,
            by=self.by,
            version=self.cleaned_data["version"],
        )


class SecondStepForm(ActionForm):
    """Which roles sign in with a second step. `address`: of the computer."""

    second_step_roles = forms.MultipleChoiceField(
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Who must have a second step"),
        help_text=gettext_lazy(
            "Whoever has none yet is led to set one up at the next sign-in, before anything else. Superusers "
            "count as administrators."
        ),
    )

    def __init__(self, *args, address: str, row=None, **kwargs):
        self._address = address
        if row:
            kwargs["initial"] = {"second_step_roles": row.second_step_roles} | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def stored(self):
        return {"second_step_roles": self.row.second_step_roles} if self.row else None

    def act(self):
        before = self.row.second_step_roles if self.row else []
        office = ask_for_second_step(
            roles=self.cleaned_data["second_step_roles"], by=self.by, version=self.cleaned_data["version"]
        )
        if office.second_step_roles != before:
            record(SecurityEvent.Kind.ROLES_ASKED, address=self._address, user=None, by=self.by)
        return office

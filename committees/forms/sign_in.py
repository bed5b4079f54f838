"""Signing in."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy

from committees import attempts
from committees.models import User
from lib.clients import address_of
from lib.vietnamese import one_spelling


class SignInForm(AuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.error_messages["invalid_login"] = gettext_lazy(
            "User name or password is not right. Mind capital and small letters, and letters with diacritics."
        )
        self.fields["username"].label = gettext_lazy("User name")
        self.fields["password"].label = gettext_lazy("Password")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "username",
            "password",
            Submit("sign-in", gettext_lazy("Sign in"), css_class="btn-primary w-100 mt-2"),
        )

    def get_invalid_login_error(self):
        """After as much work as of somebody's name, whose password is looked at in two spellings."""
        password = self.cleaned_data["password"]
        is_nobodys = not User.objects.filter(username=self.cleaned_data["username"]).exists()
        if is_nobodys and password != one_spelling(password):
            User().set_password(password)
        return super().get_invalid_login_error()

    def clean(self):
        """Looked at only where there were few wrong ones: whoever is stopped costs no work."""
        name = self.cleaned_data.get("username")
        if name is None or not self.cleaned_data.get("password"):
            return self.cleaned_data
        with attempts.one(name, address_of(self.request)):
            return super().clean()

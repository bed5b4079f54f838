"""Signing in, and the language of the pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.views.i18n import set_language as django_set_language

from .forms import SignInForm
from .models import User


class SignInView(LoginView):
    template_name = "committees/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        demo = User.objects.filter(is_demo=True, is_active=True).prefetch_related("memberships")
        return super().get_context_data(demo_accounts=demo.order_by("pk"), **kwargs)


set_language = login_not_required(django_set_language)

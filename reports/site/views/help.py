"""The user guide: its contents, chapters and search. No secrets: who cannot sign in may read how."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from reports.site import help as guide


@method_decorator(login_not_required, name="dispatch")
class HelpView(TemplateView):
    template_name = "site/help.html"

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "")[:100]
        return super().get_context_data(
            chapters=guide.chapters(), q=text, hits=guide.search(text) if text else None, **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class HelpChapterView(TemplateView):
    template_name = "site/help_chapter.html"

    def get_context_data(self, **kwargs):
        chapters = guide.chapters()
        slugs = [chapter.slug for chapter in chapters]
        if self.kwargs["slug"] not in slugs:
            raise Http404(self.kwargs["slug"])
        at = slugs.index(self.kwargs["slug"])
        return super().get_context_data(
            chapters=chapters,
            chapter=chapters[at],
            previous=chapters[at - 1] if at else None,
            following=chapters[at + 1] if at + 1 < len(chapters) else None,
            **kwargs,
        )

"""Search from every page: the best hits while typing, all of them on a page."""

from django.views.generic import TemplateView

from reports.site.search import LONGEST_QUERY, Query, search

AT_ONCE = 5  # of each kind, while there are others beside it
AT_MOST = 200


class SearchView(TemplateView):
    """`?q=` the words; `?kind=` one kind alone. For htmx a short list to choose from."""

    def get_template_names(self):
        return ["site/_search_hits.html" if self.request.htmx else "site/search.html"]

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "")
        kinds = search(text, self.request.user)
        alone = next((found for found in kinds if found.key == self.request.GET.get("kind")), None)
        shown = (
            [(alone, alone.hits[:AT_MOST])] if alone else [(found, found.hits[:AT_ONCE]) for found in kinds]
        )
        return super().get_context_data(
            q=text[:LONGEST_QUERY],
            is_enough=Query.of(text).is_enough,
            kinds=shown,
            alone=alone,
            count=sum(found.count for found in kinds),
            **kwargs,
        )

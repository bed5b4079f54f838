"""Addresses of the half-year's figures and the six-month report."""

from django.urls import path

from .dashboards.views import (
    breakdowns,
    cells,
    coverage,
    leaders,
    overview,
    quality,
    recommendations,
    trends,
)
from .document import views as document
from .issuing.views import dispatch, issued, report, signing
from .models import ReportVersion
from .papers import views as papers
from .register import views as register
from .site.views import help, search
from .summary.views import exports, summary

app_name = "reports"
urlpatterns = [
    path("help/", help.HelpView.as_view(), name="help"),
    path("help/<slug:slug>/", help.HelpChapterView.as_view(), name="help-chapter"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("overview/", overview.latest_overview, name="latest-overview"),
    path("summary/", summary.latest_summary, name="latest-summary"),
    path("half-years/<half_year:half_year>/", overview.OverviewView.as_view(), name="overview"),
    path(
        "half-years/<half_year:half_year>/by/<slug:dimension>/",
        breakdowns.BreakdownView.as_view(),
        name="breakdown",
    ),
    path("half-years/<half_year:half_year>/coverage/", coverage.CoverageView.as_view(), name="coverage"),
    path(
        "half-years/<half_year:half_year>/coverage/cells/",
        coverage.CoverageCellsView.as_view(),
        name="coverage-cells",
    ),
    path("half-years/<half_year:half_year>/quality/", quality.QualityView.as_view(), name="quality"),
    path(
        "half-years/<half_year:half_year>/meetings/", quality.MeetingListView.as_view(), name="meeting-list"
    ),
    path(
        "half-years/<half_year:half_year>/recommendations/",
        recommendations.RecommendationRowsView.as_view(),
        name="recommendation-rows",
    ),
    path(
        "visits/<int:pk>/score-sheet/word/",
        papers.ScoreSheetView.as_view(kind="docx"),
        name="score-sheet-docx",
    ),
    path(
        "visits/<int:pk>/score-sheet/excel/",
        papers.ScoreSheetView.as_view(kind="xlsx"),
        name="score-sheet-xlsx",
    ),
    path("tables/half-year/", papers.HalfYearTableView.as_view(), name="half-year-table"),
    path("tables/month/", papers.MonthTableView.as_view(), name="month-table"),
    path("leaders/<int:pk>/", leaders.LeaderDetailView.as_view(), name="leader-detail"),
    path("cells/<int:pk>/", cells.CellDetailView.as_view(), name="cell-detail"),
    path("half-years/<half_year:half_year>/trends/", trends.TrendsView.as_view(), name="trends"),
    path("half-years/<half_year:half_year>/summary/", summary.SummaryView.as_view(), name="summary"),
    path("half-years/<half_year:half_year>/summary.xlsx", summary.summary_workbook, name="summary-xlsx"),
    path("half-years/<half_year:half_year>/tables/<slug:key>.csv", summary.table_csv, name="table-csv"),
    path("reports/", issued.IssuedListView.as_view(), name="issued-list"),
    path("reports/latest/", report.latest_report, name="latest-report"),
    path("reports/compare/", issued.IssuedCompareView.as_view(), name="issued-compare"),
    path("reports/issued/<int:pk>/", issued.IssuedDetailView.as_view(), name="issued-detail"),
    path("reports/issued/<int:pk>/files/<slug:kind>/", issued.IssuedFileView.as_view(), name="issued-file"),
    path("reports/issued/<int:pk>/withdraw/", dispatch.WithdrawView.as_view(), name="issued-withdraw"),
    path("reports/issued/<int:pk>/send/", dispatch.SendOutView.as_view(), name="issued-send"),
    path(
        "reports/issued/<int:pk>/signed/", dispatch.SignedCopyCreateView.as_view(), name="signed-copy-create"
    ),
    path(
        "reports/issued/<int:pk>/signed/<int:copy>/",
        dispatch.SignedCopyView.as_view(),
        name="signed-copy-detail",
    ),
    path("reports/issued/<int:pk>/pdf/", signing.PagesView.as_view(), name="issued-pages"),
    path(
        "reports/versions/<int:pk>/pdf/",
        signing.PagesView.as_view(model=ReportVersion),
        name="version-pages",
    ),
    path(
        "reports/issued/<int:pk>/signed/<int:copy>/file/",
        dispatch.SignedCopyFileView.as_view(),
        name="signed-copy-file",
    ),
    path("reports/recipients/<int:pk>/", dispatch.ReceiptView.as_view(), name="recipient-update"),
    path("reports/versions/<int:pk>/", signing.VersionDetailView.as_view(), name="version-detail"),
    path(
        "reports/versions/<int:pk>/files/<slug:kind>/", signing.VersionFileView.as_view(), name="version-file"
    ),
    path("reports/<int:pk>/<half_year:half_year>/", report.ReportView.as_view(), name="report"),
    path(
        "reports/<int:pk>/<half_year:half_year>/open/<slug:kind>/",
        report.GapView.as_view(),
        name="report-gap",
    ),
    path("reports/<int:pk>/<half_year:half_year>/day/", report.DayView.as_view(), name="report-day"),
    path(
        "reports/<int:pk>/<half_year:half_year>/submit/", signing.SubmitView.as_view(), name="report-submit"
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/take-back/",
        signing.TakeBackView.as_view(),
        name="report-take-back",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/cancel/",
        signing.CancelSubmissionView.as_view(),
        name="report-cancel",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/following/",
        signing.FollowingView.as_view(),
        name="report-following",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/following/stop/",
        signing.StopFollowingView.as_view(),
        name="report-stop-following",
    ),
    path("reports/<int:pk>/<half_year:half_year>/issue/", signing.IssueView.as_view(), name="report-issue"),
    path(
        "reports/<int:pk>/<half_year:half_year>/draft.docx",
        report.DraftFileView.as_view(),
        name="report-docx",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/draft.pdf",
        report.DraftPdfView.as_view(),
        name="report-pdf",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/text/<slug:key>/",
        report.SectionView.as_view(),
        name="report-section",
    ),
    path(
        "reports/<int:pk>/<half_year:half_year>/text/<slug:key>/again/",
        report.SectionAgainView.as_view(),
        name="report-section-again",
    ),
    path("register/", register.RegisterView.as_view(), name="register"),
    path("register/new/", register.EntryCreateView.as_view(), name="register-create"),
    path("register/<int:pk>/edit/", register.EntryUpdateView.as_view(), name="register-update"),
    path("register/<int:pk>/delete/", register.EntryDeleteView.as_view(), name="register-delete"),
    path("terms/", register.TermListView.as_view(), name="term-list"),
    path("terms/new/", register.TermCreateView.as_view(), name="term-create"),
    path("terms/<int:pk>/edit/", register.TermUpdateView.as_view(), name="term-update"),
    path("terms/<int:pk>/delete/", register.TermDeleteView.as_view(), name="term-delete"),
    path("exports/", exports.ExportListView.as_view(), name="export-list"),
    path("exports/<int:pk>/", exports.ExportDetailView.as_view(), name="export-detail"),
    path("exports/<int:pk>/file/", exports.ExportDownloadView.as_view(), name="export-download"),
    path("exports/<int:pk>/again/", exports.ExportAgainView.as_view(), name="export-again"),
    path("letterheads/", document.LetterheadListView.as_view(), name="letterhead-list"),
    path("letterheads/<int:pk>/edit/", document.LetterheadUpdateView.as_view(), name="letterhead-update"),
    path("layouts/", document.LayoutListView.as_view(), name="layout-list"),
    path("layouts/<int:pk>/edit/", document.LayoutUpdateView.as_view(), name="layout-update"),
    path("layouts/<int:pk>/copy/", document.LayoutCopyView.as_view(), name="layout-copy"),
    path("layouts/<int:pk>/delete/", document.LayoutDeleteView.as_view(), name="layout-delete"),
    path("layouts/<int:pk>/sample.docx", document.LayoutSampleView.as_view(), name="layout-sample"),
    path("certificates/", document.CertificateListView.as_view(), name="certificate-list"),
    path(
        "certificates/<int:pk>/distrust/",
        document.CertificateSwitchView.as_view(),
        name="certificate-distrust",
    ),
    path(
        "certificates/<int:pk>/trust/",
        document.CertificateSwitchView.as_view(is_active=True),
        name="certificate-trust",
    ),
    path("document-template/", document.DocumentTemplateView.as_view(), name="document-template"),
    path("document-template/reset/", document.OwnTemplateView.as_view(), name="document-template-reset"),
    path(
        "document-template/product.docx",
        document.TemplateFileView.as_view(),
        name="document-template-product",
    ),
    path(
        "document-template/<int:pk>.docx",
        document.TemplateFileView.as_view(),
        name="document-template-file",
    ),
    path(
        "document-template/sample.docx",
        document.TemplatePreviewView.as_view(),
        name="document-template-sample",
    ),
]

"""Reports issued before there was a register get their lines in it; those that replaced another say so."""

from django.db import migrations
from django.utils.translation import override


def enter(apps, schema_editor):
    IssuedReport = apps.get_model("reports", "IssuedReport")
    RegisterEntry = apps.get_model("reports", "RegisterEntry")
    reports = IssuedReport.objects.defer("figures", "rows", "sections").order_by("pk")
    for report in reports:
        with override("vi"):
            title = f"Kết quả cán bộ lãnh đạo dự sinh hoạt chi bộ {report.half_year.label}"
        entry = RegisterEntry.objects.create(
            committee_id=report.committee_id,
            number=report.number,
            symbol=report.symbol,
            kind=report.symbol.split("/")[0].strip().upper()[:20],
            issued_on=report.issued_on,
            title=title,
            signatory_name=report.signatory_name,
            recipients=report.recipients,
        )
        purpose = "replacement" if report.follows_id else "first"
        IssuedReport.objects.filter(pk=report.pk).update(entry=entry, purpose=purpose)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_signing")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]

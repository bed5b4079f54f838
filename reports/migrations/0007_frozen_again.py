"""The chain's constraints, and PostgreSQL's refusal to change what was submitted, issued or sent out."""

from django.db import migrations, models

from reports.migrations._triggers import freeze, thaw

FROZEN = (
    "reports_issuedreport",
    "reports_issuedfile",
    "reports_reportversion",
    "reports_versionfile",
    "reports_versionreturn",
    "reports_issuewithdrawal",
    "reports_dispatch",
    "reports_signedcopy",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_register_issued")]
    operations = [
        migrations.AddConstraint(
            model_name='issuedreport',
            constraint=models.UniqueConstraint(condition=models.Q(('follows__isnull', True)), fields=('committee', 'half_year'), name='issued_report_first_once'),
        ),
        migrations.AddConstraint(
            model_name='issuedreport',
            constraint=models.CheckConstraint(condition=models.Q(('follows__isnull', True), models.Q(('follows', models.F('id')), _negated=True), _connector='OR'), name='issued_report_follows_another'),
        ),
        migrations.AddConstraint(
            model_name='issuedreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', True), ('purpose', 'first')), models.Q(models.Q(('purpose', 'first'), _negated=True), ('follows__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='issued_report_follows_with_reason'),
        ),
        migrations.RunPython(freeze(*FROZEN), thaw(*FROZEN)),
    ]

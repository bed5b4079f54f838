"""Versions submitted for signature, issue that can be withdrawn, dispatch, the register of numbers."""

import django.db.models.deletion
import lib.periods
import lib.vietnamese
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from reports.migrations._triggers import freeze, thaw

# Frozen since 0003; 0007 freezes them again.
ISSUED = ("reports_issuedreport", "reports_issuedfile")


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0004_organisation_through_time'),
        ('lib', '0001_initial'),
        ('reports', '0004_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(thaw(*ISSUED), freeze(*ISSUED)),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('dispatched_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'dispatch of a report',
                'verbose_name_plural': 'dispatches of reports',
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='HistoricalRecipient',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', lib.vietnamese.NFCCharField(max_length=300, verbose_name='recipient')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('note', lib.vietnamese.NFCCharField(blank=True, max_length=300, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical recipient',
                'verbose_name_plural': 'historical recipients',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRegisterEntry',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('symbol', lib.vietnamese.NFCCharField(max_length=50, validators=[lib.vietnamese.validate_no_formula], verbose_name='symbol after the number')),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('issued_on', models.DateField(verbose_name='date')),
                ('title', lib.vietnamese.NFCCharField(max_length=300, validators=[lib.vietnamese.validate_no_formula], verbose_name='what it is about')),
                ('signatory_name', lib.vietnamese.NFCCharField(blank=True, max_length=150, verbose_name='signatory')),
                ('recipients', lib.vietnamese.NFCTextField(blank=True, verbose_name='recipients')),
                ('note', lib.vietnamese.NFCCharField(blank=True, max_length=300, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical entry of the register',
                'verbose_name_plural': 'historical entries of the register',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTermOfOffice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', lib.vietnamese.NFCCharField(help_text='Such as 2025–2030.', max_length=100, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical term of office',
                'verbose_name_plural': 'historical terms of office',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='IssueWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', lib.vietnamese.NFCTextField(verbose_name='reason')),
                ('withdrawn_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'withdrawal of an issue',
                'verbose_name_plural': 'withdrawals of issues',
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', lib.vietnamese.NFCCharField(max_length=300, verbose_name='recipient')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('note', lib.vietnamese.NFCCharField(blank=True, max_length=300, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'recipient',
                'verbose_name_plural': 'recipients',
                'ordering': ['report', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('symbol', lib.vietnamese.NFCCharField(max_length=50, validators=[lib.vietnamese.validate_no_formula], verbose_name='symbol after the number')),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('issued_on', models.DateField(verbose_name='date')),
                ('title', lib.vietnamese.NFCCharField(max_length=300, validators=[lib.vietnamese.validate_no_formula], verbose_name='what it is about')),
                ('signatory_name', lib.vietnamese.NFCCharField(blank=True, max_length=150, verbose_name='signatory')),
                ('recipients', lib.vietnamese.NFCTextField(blank=True, verbose_name='recipients')),
                ('note', lib.vietnamese.NFCCharField(blank=True, max_length=300, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'entry of the register',
                'verbose_name_plural': 'entries of the register',
                'ordering': ['-issued_on', '-number', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('half_year', lib.periods.HalfYearField(verbose_name='half-year')),
                ('ordinal', models.PositiveIntegerField(verbose_name='version')),
                ('purpose', models.CharField(choices=[('first', 'Report'), ('correction', 'Correction'), ('replacement', 'Replacement'), ('addendum', 'Addendum')], default='first', max_length=20, verbose_name='purpose')),
                ('reason', lib.vietnamese.NFCTextField(blank=True, verbose_name='reason')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='as at')),
                ('letterhead', models.JSONField(blank=True)),
                ('title', models.JSONField(blank=True)),
                ('figures', models.JSONField(blank=True)),
                ('rows', models.JSONField(blank=True)),
                ('sections', models.JSONField(blank=True)),
                ('annexes', models.JSONField(blank=True)),
                ('gaps', models.JSONField(blank=True, default=dict)),
                ('visits', models.JSONField(blank=True, default=list)),
                ('submitted_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'version submitted for signature',
                'verbose_name_plural': 'versions submitted for signature',
                'ordering': ['committee', 'half_year', 'ordinal'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SignedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'signed copy',
                'verbose_name_plural': 'signed copies',
                'ordering': ['uploaded_at', 'pk'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TermOfOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', lib.vietnamese.NFCCharField(help_text='Such as 2025–2030.', max_length=100, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'term of office',
                'verbose_name_plural': 'terms of office',
                'ordering': ['committee__path', '-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='VersionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=10)),
            ],
            options={
                'verbose_name': 'file of a version',
                'verbose_name_plural': 'files of versions',
                'ordering': ['version', 'kind'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='VersionReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', lib.vietnamese.NFCTextField(verbose_name='comment')),
                ('returned_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'version taken back',
                'verbose_name_plural': 'versions taken back',
                'base_manager_name': 'objects',
            },
        ),
        migrations.RemoveConstraint(
            model_name='issuedreport',
            name='issued_report_first_once',
        ),
        migrations.RemoveConstraint(
            model_name='issuedreport',
            name='issued_report_number_once',
        ),
        migrations.RemoveConstraint(
            model_name='issuedreport',
            name='issued_report_replaces_another',
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='follows',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.issuedreport', verbose_name='follows'),
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='job',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lib.job'),
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='purpose',
            field=models.CharField(choices=[('first', 'Report'), ('correction', 'Correction'), ('replacement', 'Replacement'), ('addendum', 'Addendum')], default='first', max_length=20, verbose_name='purpose'),
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='reason',
            field=lib.vietnamese.NFCTextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='stage',
            field=models.CharField(choices=[('writing', 'Draft'), ('submitted', 'Submitted for signature')], default='writing', max_length=20, verbose_name='stage'),
        ),
        migrations.RenameField(model_name='issuedreport', old_name='replaces', new_name='follows'),
        migrations.AlterField(
            model_name='issuedreport',
            name='follows',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='reports.issuedreport', verbose_name='follows'),
        ),
        migrations.AddField(
            model_name='issuedreport',
            name='purpose',
            field=models.CharField(choices=[('first', 'Report'), ('correction', 'Correction'), ('replacement', 'Replacement'), ('addendum', 'Addendum')], default='first', max_length=20, verbose_name='purpose'),
        ),
        migrations.RenameField(model_name='issuedreport', old_name='replacement_reason', new_name='reason'),
        migrations.AlterField(
            model_name='issuedreport',
            name='reason',
            field=lib.vietnamese.NFCTextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.issuedreport', verbose_name='follows'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='job',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lib.job'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='purpose',
            field=models.CharField(choices=[('first', 'Report'), ('correction', 'Correction'), ('replacement', 'Replacement'), ('addendum', 'Addendum')], default='first', max_length=20, verbose_name='purpose'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='reason',
            field=lib.vietnamese.NFCTextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='stage',
            field=models.CharField(choices=[('writing', 'Draft'), ('submitted', 'Submitted for signature')], default='writing', max_length=20, verbose_name='stage'),
        ),
        migrations.AlterField(
            model_name='issuedfile',
            name='kind',
            field=models.CharField(choices=[('docx', 'Word document'), ('pdf', 'PDF'), ('xlsx', 'Excel workbook'), ('json', 'Figures as data (JSON)')], max_length=10),
        ),
        migrations.AlterField(
            model_name='issuedfile',
            name='name',
            field=models.CharField(max_length=200),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='dispatched_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispatch', to='reports.issuedreport'),
        ),
        migrations.AddField(
            model_name='historicalrecipient',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrecipient',
            name='report',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.issuedreport'),
        ),
        migrations.AddField(
            model_name='historicalregisterentry',
            name='committee',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='historicalregisterentry',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltermofoffice',
            name='committee',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='historicaltermofoffice',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='issuewithdrawal',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='reports.issuedreport'),
        ),
        migrations.AddField(
            model_name='issuewithdrawal',
            name='withdrawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recipient',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_to', to='reports.issuedreport'),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='issuedreport',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.registerentry'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_versions', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.issuedreport', verbose_name='follows'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='submitted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='template',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.documenttemplate'),
        ),
        migrations.AddField(
            model_name='historicalreportdraft',
            name='submitted',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.reportversion'),
        ),
        migrations.AddField(
            model_name='issuedreport',
            name='report_version',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='reports.reportversion'),
        ),
        migrations.AddField(
            model_name='reportdraft',
            name='submitted',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.reportversion'),
        ),
        migrations.AddConstraint(
            model_name='reportdraft',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'submitted'), models.Q(('stage', 'writing'), ('submitted__isnull', True)), _connector='OR'), name='report_draft_submitted_while_so'),
        ),
        migrations.AddConstraint(
            model_name='reportdraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', True), ('purpose', 'first')), models.Q(models.Q(('purpose', 'first'), _negated=True), ('follows__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='report_draft_follows_with_reason'),
        ),
        migrations.AddField(
            model_name='signedcopy',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_copies', to='reports.issuedreport'),
        ),
        migrations.AddField(
            model_name='signedcopy',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termofoffice',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.reportversion'),
        ),
        migrations.AddField(
            model_name='versionreturn',
            name='returned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='versionreturn',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='reports.reportversion'),
        ),
        migrations.AddConstraint(
            model_name='issuewithdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='issue_withdrawal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('report', 'name'), name='recipient_once_per_report'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__isnull', True), ('received_on__gte', models.F('sent_on')), _connector='OR'), name='recipient_received_after_sending', violation_error_message='It was received before it was sent. Check the day.'),
        ),
        migrations.AddIndex(
            model_name='registerentry',
            index=models.Index(fields=['committee', 'kind', 'issued_on'], name='register_series'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.UniqueConstraint(fields=('committee', 'kind', 'number', 'issued_on'), name='register_entry_number_once'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='register_entry_numbered_from_one'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.UniqueConstraint(fields=('committee', 'half_year', 'ordinal'), name='report_version_ordinal_once'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', True), ('purpose', 'first')), models.Q(models.Q(('purpose', 'first'), _negated=True), ('follows__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='report_version_follows_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='signedcopy',
            constraint=models.UniqueConstraint(fields=('report', 'sha256'), name='signed_copy_once_per_report'),
        ),
        migrations.AddConstraint(
            model_name='termofoffice',
            constraint=models.UniqueConstraint(fields=('committee', 'starts_on'), name='term_of_office_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='termofoffice',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='term_of_office_ends_after_start', violation_error_message='The term ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='versionfile',
            constraint=models.UniqueConstraint(fields=('version', 'kind'), name='version_file_once_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='versionreturn',
            constraint=models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='version_return_says_why'),
        ),
    ]

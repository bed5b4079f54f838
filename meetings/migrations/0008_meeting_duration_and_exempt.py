import django.core.validators
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0007_themes_of_evaluations'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='meeting',
            name='meeting_present_within_total',
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='absent_excused',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='absent with a reason'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='absent_unexcused',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='absent without a reason'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='end'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='members_exempt',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='exempt members'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='start'),
        ),
        migrations.AddField(
            model_name='historicalorganizationtype',
            name='shortest',
            field=models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MaxValueValidator(600)], verbose_name='shortest meeting, in minutes'),
        ),
        migrations.AddField(
            model_name='historicalorganizationtype',
            name='shortest_combined',
            field=models.PositiveSmallIntegerField(default=120, validators=[django.core.validators.MaxValueValidator(600)], verbose_name='shortest regular and thematic meeting, in minutes'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='absent_excused',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='absent with a reason'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='absent_unexcused',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='absent without a reason'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='end'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='members_exempt',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='exempt members'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='start'),
        ),
        migrations.AddField(
            model_name='organizationtype',
            name='shortest',
            field=models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MaxValueValidator(600)], verbose_name='shortest meeting, in minutes'),
        ),
        migrations.AddField(
            model_name='organizationtype',
            name='shortest_combined',
            field=models.PositiveSmallIntegerField(default=120, validators=[django.core.validators.MaxValueValidator(600)], verbose_name='shortest regular and thematic meeting, in minutes'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__isnull', True), ('ends_at__isnull', True), ('starts_at__lt', models.F('ends_at')), _connector='OR'), name='meeting_starts_before_it_ends', violation_error_message='The meeting ends before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('members_total__isnull', True), ('members_total__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Coalesce(models.F('members_exempt'), 0), '+', django.db.models.functions.comparison.Coalesce(models.F('members_present'), 0)), '+', django.db.models.functions.comparison.Coalesce(models.F('absent_excused'), 0)), '+', django.db.models.functions.comparison.Coalesce(models.F('absent_unexcused'), 0))), _connector='OR'), name='meeting_members_within_total', violation_error_message='More members present, absent and exempt than the cell has.'),
        ),
        migrations.AddConstraint(
            model_name='organizationtype',
            constraint=models.CheckConstraint(condition=models.Q(('shortest__range', (0, 600)), ('shortest_combined__range', (0, 600))), name='type_shortest_meetings_possible'),
        ),
    ]

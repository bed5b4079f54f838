from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q

import lib.vietnamese
from lib.periods import HalfYear, now

CLOSED, APPROVED, PENDING = "closed", "approved", "pending"
WHY = "Ban hành báo cáo không còn khóa kế hoạch khi kỳ chưa kết thúc hoặc còn lượt chưa ghi kết quả."


def settle(apps, schema_editor):
    """Until now every closed plan was closed by the issue of its report, which counted its results.

    Closed stays what the rule would close today: the half-year is over, and nothing is pending.
    """
    Plan, Visit = apps.get_model("attendance", "Plan"), apps.get_model("attendance", "Visit")
    closed = Plan.objects.filter(status=CLOSED)
    closed.update(reported_at=F("closed_at"))
    for pk, closed_at in closed.values_list("pk", "closed_at"):
        Visit.objects.filter(plan=pk).exclude(outcome=PENDING).update(reported_at=closed_at)
    pending = Visit.objects.filter(plan=OuterRef("pk"), outcome=PENDING)
    for plan in closed.filter(Q(half_year__gte=HalfYear.current()) | Exists(pending)):
        plan.status, plan.closed_at, plan.version = APPROVED, None, plan.version + 1
        plan.save()
        _remember(apps, plan)


def _remember(apps, plan):
    History = apps.get_model("attendance", "HistoricalPlan")
    kept = {f.attname for f in History._meta.concrete_fields}
    values = {f.attname: getattr(plan, f.attname) for f in plan._meta.concrete_fields if f.attname in kept}
    History.objects.create(
        **values, history_date=now(), history_type="~", history_change_reason=WHY, history_user=None
    )


class Migration(migrations.Migration):

    dependencies = [
        ('attendance', '0007_imports_to_exchange'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='closing_reason',
            field=lib.vietnamese.NFCTextField(blank=True, default='', verbose_name='reason of the closing'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='closing_reason',
            field=lib.vietnamese.NFCTextField(blank=True, default='', verbose_name='reason of the closing'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='plan',
            name='reported_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='report issued'),
        ),
        migrations.AddField(
            model_name='visit',
            name='reported_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='counted by a report'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'closed'), ('closing_reason', ''), _connector='OR'), name='plan_only_a_closed_one_was_closed_for_a_reason'),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]

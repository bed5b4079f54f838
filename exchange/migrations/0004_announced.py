

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_word_keys'),
        ('lib', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='import',
            name='import_kind_known',
        ),
        migrations.AlterField(
            model_name='import',
            name='kind',
            field=models.CharField(choices=[('committees', 'Cấp ủy'), ('types', 'Loại hình'), ('cells', 'Chi bộ'), ('leaders', 'Lãnh đạo'), ('trips', 'Công tác'), ('plans', 'Kế hoạch'), ('results', 'Kết quả'), ('meetings', 'Buổi sinh hoạt'), ('announced', 'Lịch sinh hoạt'), ('rubrics', 'Khung tiêu chí'), ('bands', 'Mức xếp loại'), ('findings', 'Nhận định'), ('scores', 'Đánh giá'), ('meeting-findings', 'Nhận định buổi họp'), ('workbook', 'Whole workbook')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['committees', 'types', 'cells', 'leaders', 'trips', 'plans', 'results', 'meetings', 'announced', 'rubrics', 'bands', 'findings', 'scores', 'meeting-findings', 'workbook'])), name='import_kind_known'),
        ),
    ]

"""Rows that are added, and neither changed nor deleted: what was submitted, issued, sent out."""

import hashlib

from django.db import models


class Frozen(Exception):
    """Somebody tried to change or delete what was submitted or issued."""


class FrozenQuerySet(models.QuerySet):
    """Rows are added, and that is all."""

    def _refuse(self, *args, **kwargs):
        raise Frozen(self.model._meta.label)

    update = delete = bulk_update = update_or_create = _raw_delete = _update = _refuse

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class FrozenModel(models.Model):
    """A row that can be added, and neither changed nor deleted."""

    is_frozen = True  # for lib.seals

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen(self._meta.label)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def save_base(self, *args, raw=False, **kwargs):
        # Fixtures are saved past `save`: into an empty database they may, over what there is they may not.
        if raw and type(self)._base_manager.filter(pk=self.pk).exists():
            raise Frozen(self._meta.label)
        super().save_base(*args, raw=raw, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(self._meta.label)


class FrozenFile(FrozenModel):
    """A file, byte for byte as it was made or received, with its checksum."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def is_intact(self) -> bool:
        """Whether its bytes still have the checksum they were kept with."""
        return hashlib.sha256(self.content).hexdigest() == self.sha256

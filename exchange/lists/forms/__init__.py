"""What people choose about an import: the file, what its columns mean, and what its texts mean."""

from .columns import MappingForm, PlaceForm
from .imports import EncodingForm, SinceForm, UploadForm, ValuesForm

__all__ = ["EncodingForm", "MappingForm", "PlaceForm", "SinceForm", "UploadForm", "ValuesForm"]

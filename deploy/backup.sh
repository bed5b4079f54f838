#!/bin/sh
# Database first, then attached files: a file without its row is harmless, a row without its file is not.
# Called by sinhhoat-backup.service; keeps thirty days. Copy the directory to another machine as well.
set -eu

target=/var/backups/sinhhoat
day=$(date +%Y-%m-%d)

umask 077
mkdir -p "$target"
pg_dump --format custom --file "$target/$day.dump.part" sinhhoat
mv "$target/$day.dump.part" "$target/$day.dump"
if [ -d /srv/sinhhoat/var/attachments ]; then
    tar --create --gzip --file "$target/$day.tar.gz.part" --directory /srv/sinhhoat/var attachments
    mv "$target/$day.tar.gz.part" "$target/$day.tar.gz"
fi
find "$target" -name '????-??-??.*' -mtime +30 -delete

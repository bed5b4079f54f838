#!/bin/sh
# Called by sinhhoat-backup.service. The product knows where its database and its files are, and fails where one of
# them is missing. Keeps thirty days; copy the directory to another machine as well.
set -eu
umask 077
cd "$(dirname "$0")/.."
exec .venv/bin/python manage.py back_up "${1:-/var/backups/sinhhoat}" --keep-days 30

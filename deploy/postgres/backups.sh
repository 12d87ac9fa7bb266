#!/bin/sh
# How is the compose file's PostgreSQL kept, and how is it put back? docs/runbooks/restore.md
#   keep            a base backup a day; the newest $KEPT stay, and the log since the oldest of them
#   take            one now
#   restore [TIME]  the data as it was then, or at the end of the log; what is there now is put aside
set -eu
archive=${ARCHIVE:-/archive}
moment='+%Y%m%dT%H%M%S.%6NZ'

bases() {
    find "$archive/base" -mindepth 1 -maxdepth 1 -name '*Z' "$@" | sort
}

# A place in the log, such as 0/2000028, so that places are in order as texts.
place() {
    printf '%8s%8s' "${1%/*}" "${1#*/}" | tr ' ' 0
}

# Does the log lead on from this copy? Not from one that was taken after the moment that was put back to since:
# the newest line of history left the copy's own before.
leads_on() (
    newest=$(find "$archive/wal" -name '????????.history.gz' | sort | tail -n 1)
    if [ -z "$newest" ]; then exit 0; fi
    ends='s/^{ "Timeline": \([0-9]*\), .*"End-LSN": "\([^"]*\)" }.*/\1 \2/p'
    # Its line of history, and where in the log it was whole.
    set -- $(sed -n "$ends" "$1/backup_manifest" | head -n 1)
    name=${newest##*/}
    if [ "$1" -eq $((0x${name%.history.gz})) ]; then exit 0; fi
    left=$(gzip -dc "$newest" | awk -v of="$1" '$1 == of {print $2}')
    [ -n "$left" ] && ! [ "$(place "$2")" \> "$(place "$left")" ]
)

# In a subshell each: the lock ends with it.
take() (
    flock 9
    part=$archive/base/being-taken
    rm -rf "$part"
    # Whole once the log up to its end is kept: pg_basebackup waits for that.
    pg_basebackup --pgdata="$part" --checkpoint=fast --wal-method=none --no-password
    whole=$(date -u "$moment")
    mv "$part" "$archive/base/$whole"
    echo "a base backup was taken: $whole"
    bases | head -n "-${KEPT:-7}" | while read -r old; do rm -rf "$old"; done
    oldest=$(bases | head -n 1)
    first=$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
    pg_archivecleanup --clean-backup-history --strip-extension=.gz "$archive/wal" "$first"
) 9<"$archive/base"

restore() (
    flock 9
    if pg_isready --quiet || [ $? -eq 1 ]; then
        echo "PostgreSQL runs: stop it first" >&2
        exit 1
    fi
    to=z target=
    if [ -n "${1:-}" ]; then
        to=$(date -u -d "$1" "$moment")
        target="recovery_target_time = '$(date -u -d "$1" '+%F %T.%6N+00')'"
    fi
    base=$(
        bases | awk -F/ -v to="$to" '$NF <= to' | while read -r one; do
            if leads_on "$one"; then echo "$one"; fi
        done | tail -n 1
    )
    if [ -z "$base" ]; then
        echo "no base backup in $archive/base was whole by then" >&2
        exit 1
    fi
    part=$PGDATA.being-restored
    rm -rf "$part"
    cp -a "$base" "$part"
    chmod 700 "$part"
    # A backup of a server that was put back says to when: not this time.
    sed -i '/^recovery_target\|^restore_command\|^hot_standby /d' "$part/postgresql.auto.conf"
    # Nobody is let in before it is its own master again.
    cat >>"$part/postgresql.auto.conf" <<SETTINGS
restore_command = 'test -e $archive/wal/%f.gz && gzip -dc $archive/wal/%f.gz > %p'
recovery_target_action = 'promote'
hot_standby = 'off'
$target
SETTINGS
    touch "$part/recovery.signal"
    # Run by root, who alone may write beside the data: it is PostgreSQL's own all the same.
    chown --reference="$base" "$part/postgresql.auto.conf" "$part/recovery.signal"
    if [ -e "$PGDATA" ]; then
        mv "$PGDATA" "$PGDATA.before-restore-$(date -u "$moment")"
    fi
    mv "$part" "$PGDATA"
    echo "put back from ${base##*/}; the log is worked in when PostgreSQL starts"
) 9<"$archive/base"

case ${1:-} in
keep)
    while :; do
        if [ -z "$(bases -mmin -1440)" ]; then take; fi
        sleep 600
    done
    ;;
take) take ;;
restore) restore "${2:-}" ;;
*) sed -n '2,5s/^# *//p' "$0" && exit 2 ;;
esac

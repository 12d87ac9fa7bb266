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

# What stands in one of this copy's own two files, by a pattern; nothing if it can't be read.
said() {
    sed -n "$3" "$1/$2" 2>/dev/null || :
}

# The first piece of the log that this copy needs.
first_piece() {
    said "$1" backup_label 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p'
}

# Its line of history, and where in the log it was whole: the end of its manifest.
end_of() {
    said "$1" backup_manifest 's/^{ "Timeline": \([0-9]*\), .*"End-LSN": "\([^"]*\)" }.*/\1 \2/p' | head -n 1
}

# What this copy lacks, if anything: also a file that is shorter or longer than it was.
lacks() {
    if [ -z "$(first_piece "$1")" ] || [ -z "$(end_of "$1")" ]; then
        echo "its backup_label or backup_manifest can't be read"
        return
    fi
    {
        find "$1" -type f -printf '%s %P\n'
        said "$1" backup_manifest 's/^{ "Path": "\(.*\)", "Size": \([0-9]*\), .*/= \2 \1/p'
    } | awk '
        $1 != "=" { there[$0] = 1; next }
        !(substr($0, 3) in there) { sub(/^= [0-9]+ /, ""); print $0 " is amiss"; exit }
    '
}

# Which file of this copy has changed since, if one has. Copies of long ago have no such digests.
damaged() {
    said "$1" backup_manifest \
        's/^{ "Path": "\(.*\)", "Size": .*"SHA256", "Checksum": "\([0-9a-f]*\)" }.*/\2  \1/p' |
        (cd "$1" && sha256sum --check --quiet 2>/dev/null) | head -n 1
}

# The copies that can serve. Another is named and left out: it counts among none that stay.
whole() {
    bases "$@" | while read -r one; do
        lacking=$(lacks "$one")
        if [ -z "$lacking" ]; then
            echo "$one"
        else
            echo "left out, and of no use: ${one##*/}: $lacking" >&2
        fi
    done
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
    set -- $(end_of "$1")
    name=${newest##*/}
    if [ "$1" -eq $((0x${name%.history.gz})) ]; then exit 0; fi
    left=$(gzip -dc "$newest" | awk -v of="$1" '$1 == of {print $2}')
    [ -n "$left" ] && ! [ "$(place "$2")" \> "$(place "$left")" ]
)

# In a subshell each: the lock ends with it.
take() (
    flock 9
    part=$archive/base/being-taken
    # Also what was being removed when it was killed.
    rm -rf "$part" "$archive"/base/*Z.part
    # Whole once the log up to its end is kept: pg_basebackup waits for that.
    pg_basebackup --pgdata="$part" --checkpoint=fast --wal-method=none --manifest-checksums=SHA256 --no-password
    amiss=$(lacks "$part")
    amiss=${amiss:-$(damaged "$part")}
    if [ -n "$amiss" ]; then
        echo "the copy that was taken is not whole: $amiss" >&2
        exit 1
    fi
    name=$(date -u "$moment")
    mv "$part" "$archive/base/$name"
    echo "a base backup was taken: $name"
    kept=$(whole)
    echo "$kept" | head -n "-${KEPT:-7}" | while read -r old; do
        # Killed in between it is not half a copy under a whole one's name.
        mv "$old" "$old.part"
        rm -rf "$old.part"
    done
    first=$(first_piece "$(echo "$kept" | tail -n "${KEPT:-7}" | head -n 1)")
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
    # The newest in which no file has changed since.
    base=$(
        whole | awk -F/ -v to="$to" '$NF <= to' | sort -r | while read -r one; do
            if ! leads_on "$one"; then continue; fi
            amiss=$(damaged "$one")
            if [ -z "$amiss" ]; then
                echo "$one"
                break
            fi
            echo "left out, for an older one if there is one: ${one##*/}: $amiss" >&2
        done
    )
    if [ -z "$base" ]; then
        echo "no base backup in $archive/base was whole by then, and still is" >&2
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
        if [ -z "$(whole -mmin -1440)" ]; then take; fi
        sleep 600
    done
    ;;
take) take ;;
restore) restore "${2:-}" ;;
*) sed -n '2,5s/^# *//p' "$0" && exit 2 ;;
esac

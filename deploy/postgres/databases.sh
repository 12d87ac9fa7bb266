#!/bin/sh
# One database a service (first start only). Of one owner here; none reads another's: each has its own URL.
set -eu
for service in notices petitions deadlines reporting; do
    psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --quiet \
        --command="CREATE DATABASE $service OWNER $POSTGRES_USER"
done

#!/usr/bin/env bash
#
# What a machine must have for the tests, and how it comes there. For ./check and
# ./trials, which set $temp to a folder of their own.

# need COMMAND PACKAGE… installs the packages when the command is missing.
updated=""
need() {
	local command=$1
	shift
	find_command "$command" >/dev/null && return
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		printf '  %s is missing: install %s\n' "$command" "$*"
		return 1
	fi
	printf '  installing %s …\n' "$*"
	if [ -z "$updated" ]; then
		apt-get update -qq >"$temp/apt" 2>&1 || { tail -n 20 "$temp/apt"; return 1; }
		updated=yes
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$temp/apt" 2>&1 ||
		{ tail -n 20 "$temp/apt"; return 1; }
	find_command "$command" >/dev/null
}

# find_command also looks where Debian keeps PostgreSQL's programs, newest first.
find_command() {
	command -v "$1" && return
	local path
	for path in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
		[ -x "$path/$1" ] && printf '%s\n' "$path/$1" && return
	done
	return 1
}

# as_postgres runs a command as the user postgres when we are root, whom PostgreSQL refuses.
as_postgres() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

cluster=""

# with_postgres starts a cluster of our own: thrown away afterwards, so it need
# not survive a power cut, and anybody on this machine may look at its inventions.
with_postgres() {
	[ -z "$cluster" ] || return 0
	need initdb postgresql || return 1
	postgres_bin=$(dirname "$(readlink -f "$(find_command initdb)")")
	local home=$temp/postgres port try
	mkdir "$home" && chmod 755 "$temp" || return 1
	if [ "$(id -u)" -eq 0 ]; then
		chown postgres "$home" || return 1
	fi
	as_postgres "$postgres_bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$temp/initdb" 2>&1 ||
		{ cat "$temp/initdb"; return 1; }
	for try in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		if as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 30 \
			-o "-p $port -k $home -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c full_page_writes=off" \
			start >/dev/null 2>&1; then
			cluster=$home/data
			export SAMSPEL_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
			return
		fi
	done
	printf '  PostgreSQL does not start\n'
	tail -n 20 "$home/log"
	return 1
}

without_postgres() {
	[ -z "$cluster" ] || as_postgres "$postgres_bin/pg_ctl" -D "$cluster" -m immediate stop >/dev/null 2>&1
	cluster=""
}

with_chromium() {
	need chromium chromium || return 1
	SAMSPEL_TEST_CHROMIUM=$(command -v chromium)
	export SAMSPEL_TEST_CHROMIUM
}

# with_hledger is for the journals that the ledger writes.
with_hledger() {
	need hledger hledger || return 1
	SAMSPEL_TEST_HLEDGER=$(command -v hledger)
	export SAMSPEL_TEST_HLEDGER
}

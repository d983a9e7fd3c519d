#!/bin/sh
# SPDX-License-Identifier: ISC
#
# aws(1), as `aws.py serve` plays it.
{
	echo $#
	printf '%s\n' "$@"
	case " $* " in
	*" file:///dev/stdin "*) cat ;;
	esac
} >"$AWS_STATE.in"
[ "${1-}" = stop ] && exit
{
	read -r status
	IFS= read -r wrong
	cat
} <"$AWS_STATE.out"
[ -z "$wrong" ] || printf '%s\n' "$wrong" >&2
exit "$status"

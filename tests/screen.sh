# shellcheck shell=bash disable=SC2034,SC2154,SC2016 # lib.sh gives dir, stories use the rest
# tests/screen.sh - a person at a terminal, for stories: real programs in a terminal of tmux, which draws as terminals
# do, wide characters and all.
#
#   . "$TOP/tests/screen.sh"          after lib.sh
#   screen amina 24 80 rapporteur write gcm-1 WG-2
#   typed amina "Roads are cut" Enter
#   shows amina "on the broker"
#   screens_close
#
# Given: $screen_pid of the program that was started last.

_tmux() { tmux -S "$dir/tmux" -f /dev/null "$@" 7>&-; }

# screen NAME ROWS COLUMNS CMD...: CMD as NAME, in a terminal of that size. What it leaves on it stays to be read.
screen() {
	local name=$1 rows=$2 columns=$3
	shift 3
	rm -f "$dir/$name.pid"
	# A server that is just ending takes no session: then another one does.
	wait_until _tmux new-session -d -s "$name" -x "$columns" -y "$rows" -e "RAPPORTEUR_STATE=$dir/$name" \
		bash -c 'echo $$ >"$1.pid"; shift; "$@"; echo "ended with $?"; read -r' bash "$dir/$name" "$@"
	wait_until test -s "$dir/$name.pid"
	wait_until pgrep -P "$(cat "$dir/$name.pid")"
	screen_pid=$(pgrep -P "$(cat "$dir/$name.pid")")
}

# typed NAME KEY...: keys by tmux's names, else as they are.
typed() {
	local name=$1
	shift
	_tmux send-keys -t "$name" "$@"
}

looks() { _tmux capture-pane -p -t "$1"; }

_shows() { looks "$1" | grep -qF -- "$2"; }
_hides() { ! _shows "$1" "$2"; }

shows() { # NAME WORDS: they come within the time of wait_until
	wait_until _shows "$1" "$2"
}

hides() { # NAME WORDS: they go
	wait_until _hides "$1" "$2"
}

sized() { # NAME ROWS COLUMNS
	_tmux resize-window -t "$1" -x "$3" -y "$2"
}

screen_close() { # NAME
	_tmux kill-session -t "$1" || true
}

screens_close() {
	_tmux kill-server 2>/dev/null || true
	wait_until none_marked_by_tmux
}

none_marked_by_tmux() { ! _tmux list-sessions; }

# For at_exit: what the screens showed, should the story have failed.
screens_end() {
	local name
	for name in $(_tmux list-sessions -F '#S' 2>/dev/null); do
		looks "$name" >"$dir/$name.screen"
	done
	_tmux kill-server 2>/dev/null
}

# Targets that the interop scripts talk to; sourced by them. The caller sets "work", a temporary directory, and calls
# stop_target and stop_tgtd when it ends.

target= tgtd=

stop_target() {
  [ -n "$target" ] && kill "$target" 2>/dev/null && wait "$target" 2>/dev/null
  target=
}

start_target() { # start_target ARGUMENT…: our target, listening where --portal says; sets "ports"; TARGET_COMMAND runs another build
  stop_target
  : >"$work/out" # or the ports of the one before are read
  # shellcheck disable=SC2086
  ${TARGET_COMMAND:-./santinel target} "$@" >"$work/out" 2>"$work/err" &
  target=$!
  local wanted
  wanted=$(printf '%s\n' "$@" | grep -cx -- --portal)
  for _ in $(seq 300); do
    mapfile -t ports < <(sed -n 's/^listening on .*:\([0-9]*\),.*/\1/p' "$work/out")
    [ "${#ports[@]}" = "$wanted" ] && return 0
    kill -0 "$target" 2>/dev/null || break
    sleep 0.1
  done
  echo "the target does not start: $(tail -1 "$work/err")"
  return 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# tgtd takes SIGTERM as "when the last target is gone".
stop_tgtd() {
  [ -n "$tgtd" ] && kill -9 "$tgtd" 2>/dev/null && wait "$tgtd" 2>/dev/null
  tgtd=
}

tgt_admin() { tgtadm -C "$control" --lld iscsi "$@"; }

start_tgtd() { # Debian's tgtd without a target, on two ports; sets "control" and "tgt_ports"
  stop_tgtd
  for _ in 1 2 3; do
    control=$((RANDOM % 20000 + 10000))
    tgt_ports=("$(free_port)" "$(free_port)")
    tgtd -f -C "$control" --iscsi portal=127.0.0.1:"${tgt_ports[0]}" >"$work/tgtd.log" 2>&1 &
    tgtd=$!
    for _ in $(seq 100); do
      tgt_admin --mode portal --op new --param portal=127.0.0.1:"${tgt_ports[1]}" >/dev/null 2>&1 && return 0
      kill -0 "$tgtd" 2>/dev/null || break
      sleep 0.1
    done
    stop_tgtd
  done
  echo "tgtd does not start: $(tail -1 "$work/tgtd.log")"
  return 1
}

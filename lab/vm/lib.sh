# lib.sh - functions for scripts that run inside the lab VM: "source /lab/lib.sh".
# Nothing is kept between boots.

lab_fail() { echo "lab: $*" >&2; exit 1; }

# Start the initiator: kernel modules and iscsid (with settings that suit a lab).
# lab_initiator [NAME=VALUE ...]   further iscsid.conf settings, written before iscsid starts
lab_initiator() {
    local kv
    modprobe iscsi_tcp || lab_fail "no iscsi_tcp"
    modprobe sd_mod                          # udev would load it; a lab without udev needs it too
    for kv; do lab_conf "${kv%%=*}" "${kv#*=}"; done
    mkdir -p /run/lock/iscsi
    pidof iscsid >/dev/null || iscsid || lab_fail "iscsid did not start"
    lab_wait 10 iscsiadm -m iface >/dev/null 2>&1
}
# lab_conf NAME VALUE: set one value in /etc/iscsi/iscsid.conf
lab_conf() {
    local n=${1//./\\.}; n=${n//\[/\\[}; n=${n//\]/\\]}
    sed -i "/^[# ]*$n *=/d" /etc/iscsi/iscsid.conf
    echo "$1 = $2" >> /etc/iscsi/iscsid.conf
}
# lab_wait SECONDS COMMAND...: until the command succeeds (polls about five times a second)
lab_wait() {
    local end=$(( SECONDS + $1 )); shift
    while ! "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done
}

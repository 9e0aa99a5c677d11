#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/bare-system.sh [--suite NAME] [--folder DIR] [--keep] [--debs DIR] [--allow-failures] -- COMMAND...

Makes a bare Debian (debootstrap's minbase and sudo, nothing else) in a folder, puts a clean clone of this checkout's last
commit into it, in a folder with a space in its name, and runs each COMMAND there with bash, one after the other, as a user who
is not root and may use sudo. Shows what a new machine does, without touching this one. Needs root and debootstrap.

    sudo bash utils/bare-system.sh -- 'bash utils/run.sh' 'bash utils/test.sh'
    sudo bash utils/bare-system.sh --suite trixie --folder /srv/trixie --keep -- 'bash utils/run.sh'

    --suite NAME       release of Debian (default: bookworm)
    --folder DIR       folder of the system (default: a temporary one below ${TMPDIR:-/var/tmp}). If it holds a system that was
                       kept, this one is used again: its checkout is brought to the present commit, its build folder stays
    --keep             do not remove the folder at the end
    --debs DIR         share downloaded packages with other systems by this folder
    --allow-failures   run the next COMMAND even when one failed

COMMANDs write to stdout and stderr; on stderr it says how long each took and how it ended. Exit status: that of the first
COMMAND that failed, else 0; 77 when no system could be made here (no root, no debootstrap, no mirror).

Environment: EDGE_INFERENCE_MIRROR, the mirror of Debian (default: the one that this machine's apt uses, else
http://deb.debian.org/debian); EDGE_INFERENCE_JOBS is handed on.
HELP
}

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# cannot TEXT...: no system can be made here.
cannot() {
    ei_say "no bare system: $*"
    exit 77
}

suite=bookworm
root=""
keep=0
debs=""
allow_failures=0
arguments=("$@")
while [ "$#" -gt 0 ]; do
    argument="$1"
    shift
    case "$argument" in
        -h | --help)
            usage
            exit 0
            ;;
        --keep) keep=1 ;;
        --allow-failures) allow_failures=1 ;;
        --suite=* | --folder=* | --debs=*) set -- "${argument%%=*}" "${argument#*=}" "$@" ;;
        --suite | --folder | --debs)
            if [ "$#" -eq 0 ] || [ -z "$1" ]; then
                ei_say "$argument needs a value"
                exit 2
            fi
            case "$argument" in
                --suite) suite="$1" ;;
                --folder) root="$1" ;;
                --debs) debs="$1" ;;
            esac
            shift
            ;;
        --) break ;;
        *)
            ei_say "found \"$argument\", expected an option or --"
            usage >&2
            exit 2
            ;;
    esac
done
if [ "$#" -eq 0 ]; then
    ei_say "no COMMAND after --"
    exit 2
fi

[ "$(id -u)" -eq 0 ] || cannot "this needs root"
command -v debootstrap >/dev/null || ei_install debootstrap
command -v debootstrap >/dev/null || cannot "debootstrap is not found"
command -v git >/dev/null || cannot "git is not found"

# Mounts and processes of the system end with this script, however it ends, where the kernel has namespaces.
if [ -z "${EI_BARE_NAMESPACE:-}" ] && unshare --mount --mount-proc --pid --fork --kill-child true 2>/dev/null; then
    EI_BARE_NAMESPACE=1 exec unshare --mount --mount-proc --pid --fork --kill-child bash "${BASH_SOURCE[0]}" "${arguments[@]}"
fi

# The mirror that this machine's apt uses for Debian itself.
mirror="${EDGE_INFERENCE_MIRROR:-}"
if [ -z "$mirror" ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2016
    mirror="$(apt-get indextargets --format '$(CREATED_BY)|$(ORIGIN)|$(REPO_URI)|$(COMPONENT)' 2>/dev/null |
        awk -F'|' '$1 == "Packages" && $2 == "Debian" && $4 == "main" && $3 !~ /security/ { print $3; exit }')"
fi
mirror="${mirror:-http://deb.debian.org/debian}"

made=""
if [ -z "$root" ]; then
    root="$(mktemp -d -p "${TMPDIR:-/var/tmp}" edge-inference-bare.XXXXXX)" || cannot "no temporary folder"
else
    mkdir -p "$root" || cannot "cannot make $root"
fi
root="$(cd "$root" && pwd -P)"
marker="$root/etc/edge-inference-bare"
# Two runs in one folder would spoil each other's system.
exec 9>"$root.lock"
flock --nonblock 9 || cannot "another run works in $root"
home="/home/researcher"
checkout="$home/edge inference"

mounted=()
# shellcheck disable=SC2317
finish() {
    local status=$? place i
    trap - EXIT INT TERM HUP
    cd /
    for ((i = ${#mounted[@]} - 1; i >= 0; i--)); do
        place="${mounted[i]}"
        umount "$place" 2>/dev/null || umount -l "$place" || ei_say "cannot unmount $place"
    done
    ! mountpoint -q "$root/proc" || umount "$root/proc" # debootstrap's own
    if [ -n "$debs" ] && [ -d "$root/var/cache/apt/archives" ]; then
        cp -n "$root"/var/cache/apt/archives/*.deb "$debs" 2>/dev/null
    fi
    if [ "$keep" -eq 1 ]; then
        ei_say "the system is kept in $root"
    elif [ -n "$made" ]; then
        # Never across a mount: one that could not be taken away stays whole.
        rm -rf --one-file-system "$root" "$root.lock"
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The machine's own settings of apt that concern the way to the mirror.
apt_settings() {
    apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|ftp|Check-Valid-Until|Check-Date|Retries|ForceIPv4)[: ]' |
        grep -v '""'
}

make_system() {
    local include="sudo" options=()
    [ -z "$(ls -A "$root")" ] || cannot "$root is not empty and holds no system of this script"
    made=1
    case "$mirror" in
        https:*) include="sudo,ca-certificates" ;;
    esac
    if [ -n "$debs" ]; then
        mkdir -p "$debs" || cannot "cannot make $debs"
        debs="$(cd "$debs" && pwd -P)"
        options+=("--cache-dir=$debs")
    fi
    # A release that debootstrap does not know yet is made as unstable is.
    local script=()
    [ -e "/usr/share/debootstrap/scripts/$suite" ] || script=(sid)
    ei_say "making a bare Debian $suite from $mirror in $root"
    debootstrap --variant=minbase "--include=$include" "${options[@]}" "$suite" "$root" "$mirror" "${script[@]}" \
        >"$root.log" 2>&1 || {
        tail -n 20 "$root.log" >&2
        rm -f "$root.log"
        cannot "debootstrap failed"
    }
    rm -f "$root.log"
    printf 'deb %s %s main\n' "$mirror" "$suite" >"$root/etc/apt/sources.list"
    # A mirror that stands still, as snapshots do, will do here; Debian testing's lists last for a week only.
    { printf 'Acquire::Retries "3";\nAcquire::Check-Valid-Until "false";\n' && apt_settings; } >"$root/etc/apt/apt.conf.d/90machine"
    printf '127.0.0.1 localhost %s\n::1 localhost\n' "$(uname -n)" >"$root/etc/hosts"
    uname -n >"$root/etc/hostname"
    chroot "$root" useradd --create-home --home-dir "$home" --shell /bin/bash researcher || cannot "useradd failed"
    printf 'researcher ALL=(ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/researcher"
    chmod 440 "$root/etc/sudoers.d/researcher"
    printf '%s\n' "$suite" >"$marker"
}

# The clone is made outside and handed over, so that the system needs no git. What is not committed is not in it.
clone() {
    local git=(git -c safe.directory='*')
    if [ -n "$("${git[@]}" -C "$EI_ROOT" status --porcelain 2>/dev/null | head -n 1)" ]; then
        ei_say "only what is committed is copied"
    fi
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    if [ -d "$root$checkout/.git" ]; then
        # Files that have not changed keep their times (their owner has, which git takes for a change until it has looked), so
        # that the build folder is of use.
        git -C "$root$checkout" update-index -q --refresh
        git -C "$root$checkout" fetch -q "$EI_ROOT" HEAD && git -C "$root$checkout" reset -q --hard FETCH_HEAD
    else
        git clone -q --no-hardlinks "file://$EI_ROOT" "$root$checkout"
    fi || cannot "the checkout cannot be cloned"
    unset GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
    chroot "$root" chown -R researcher: "$checkout"
}

# mount_at PLACE ARGS...
mount_at() {
    local place="$root/$1"
    shift
    mkdir -p "$place"
    if mount "$@" "$place"; then
        mounted+=("$place")
    else
        ei_say "cannot mount $place"
    fi
}

begin=$(date +%s)
if [ -f "$marker" ]; then
    [ "$(cat "$marker")" = "$suite" ] || cannot "$root holds Debian $(cat "$marker")"
    keep=1
    ei_say "using the system in $root, with all the packages that commands before this one have installed"
else
    make_system
fi
if [ -n "$debs" ]; then
    cp -n "$debs"/*.deb "$root/var/cache/apt/archives/" 2>/dev/null
fi
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null
clone
mount_at proc -t proc proc
mount_at sys -t sysfs -o ro sysfs
mount_at dev/pts -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts
mount_at dev/shm -t tmpfs -o mode=1777 tmpfs
ei_say "the system stands after $(($(date +%s) - begin)) s"

# Nothing of this machine's environment but what is named here.
environment=("HOME=$home" USER=researcher LOGNAME=researcher SHELL=/bin/bash LANG=C.UTF-8
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games)
for name in CI EDGE_INFERENCE_JOBS EDGE_INFERENCE_TEST_JOBS; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done
for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

result=0
for command in "$@"; do
    begin=$(date +%s)
    ei_say "bare $suite: $command"
    # shellcheck disable=SC2016
    chroot --userspec=researcher: --groups=researcher "$root" /usr/bin/env -i "${environment[@]}" \
        /bin/bash -c 'cd "$1" && eval "$2"' bash "$checkout" "$command" </dev/null
    status=$?
    ei_say "bare $suite: $command: status $status after $(($(date +%s) - begin)) s"
    if [ "$status" -ne 0 ]; then
        [ "$result" -ne 0 ] || result="$status"
        [ "$allow_failures" -eq 1 ] || break
    fi
done
exit "$result"

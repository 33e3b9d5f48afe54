# Installs what the side-by-side runs are measured against, or says how. Sourced by the others; $@ are Debian packages.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $*" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >/dev/null 2>&1 \
        || echo "could not be installed: $*" >&2
    # The packages start services of their own, which are not what is measured.
    [ ! -d /run/systemd/system ] || systemctl disable --now kamailio rtpengine-daemon >/dev/null 2>&1 || true
else
    echo "without the peer; to install it, type:  sudo apt-get install -y --no-install-recommends $*" >&2
fi

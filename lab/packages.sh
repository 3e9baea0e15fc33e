# Debian packages that a script needs; sourced.

install_packages() { # install_packages PACKAGE…: true when all are there afterwards
  local missing=() package
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "dev: installing ${missing[*]}" >&2
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1
}

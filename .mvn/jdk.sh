# Sourced by ./santinel and ./dev: sets JAVA_HOME to a JDK 25 or newer, or says what to install and ends.

jdk_major() { # jdk_major HOME: the major version of the JDK there, nothing when there is none
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && sed -nE 's/^JAVA_VERSION="([0-9]+).*/\1/p' "$1/release"
}

find_jdk() {
  local home major
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -n "$home" ] || continue
    major=$(jdk_major "$home" || true)
    if [ "${major:-0}" -ge 25 ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  echo "santinel: no JDK 25 found (looked at JAVA_HOME and in /usr/lib/jvm, /usr/java, /opt, ~/.sdkman, ~/.jdks)." >&2
  echo "santinel: install one, for example Eclipse Temurin 25 (package temurin-25-jdk), or set JAVA_HOME to it." >&2
  exit 1
}

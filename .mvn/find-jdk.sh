# Prints the home of a JDK >= 25, or says where it looked and how to name one.
# Order: VIVACE_JAVA_HOME, JAVA_HOME, java on the PATH, then the places where systems install JDKs (newest first).
release() { # home -> major version, empty if it is no JDK
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}
fits() {
    version=$(release "$1")
    [ -n "$version" ] && [ "$version" -ge 25 ]
}
for home in "${VIVACE_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$home" ] && fits "$home"; then echo "$home"; exit 0; fi
done
if command -v javac >/dev/null 2>&1; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    if fits "$home"; then echo "$home"; exit 0; fi
fi
best= best_version=0
for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if fits "$home" && [ "$version" -gt "$best_version" ]; then best=$home best_version=$version; fi
done
if [ -n "$best" ]; then echo "$best"; exit 0; fi
echo "No JDK 25 or newer found: looked at VIVACE_JAVA_HOME, JAVA_HOME, the PATH, /usr/lib/jvm and the usual places." >&2
echo "Install one (for example the package temurin-25-jdk) or name it: VIVACE_JAVA_HOME=/path/to/jdk-25 $0" >&2
exit 1

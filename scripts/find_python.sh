#!/bin/sh
# Prints the first Python that runs and is new enough, then its version.
# usage: find_python.sh MINOR    (12 means 3.12 or later)
#
# Each candidate is executed: a name on the path proves nothing. A pyenv shim,
# for one, exists for every version ever installed and refuses to run most.
# venv and ensurepip are imported because Debian packages them apart.

minor=${1:?usage: find_python.sh MINOR}

check='
import sys
if sys.implementation.name != "cpython" or sys.version_info < (3, int(sys.argv[1])):
    sys.exit(1)
import ensurepip, venv
print(sys.executable, "%d.%d.%d" % sys.version_info[:3])'

try() {
    "$1" -c "$check" "$minor" 2>/dev/null </dev/null
}

for name in python3.12 python3.13 python3.14 python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && try "$name"; then
        exit 0
    fi
done
for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python; do
    if [ -x "$python" ] && try "$python"; then
        exit 0
    fi
done
exit 1

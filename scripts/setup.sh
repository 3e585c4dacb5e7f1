#!/bin/sh
# Makes .venv: a Python >= 3.12, the locked packages, this package (editable).
# Idempotent: a finished environment is left alone, a half-made one is completed.
# llama.cpp is compiled once; the wheel is kept for later environments.
# CMAKE_ARGS is passed on (for example -DGGML_CUDA=on) and remembered.
set -eu

cd "$(dirname "$0")/.."
root=$(pwd)
venv=$root/.venv
python=$venv/bin/python
stamp=$venv/.stamp
python_minor=12
quiet=--disable-pip-version-check

# The flags of last time, unless there are new ones; an empty CMAKE_ARGS= forgets them.
CMAKE_ARGS=${CMAKE_ARGS-$(cat "$venv/.cmake_args" 2>/dev/null || true)}

say() { printf '== %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# What the environment is made of. The path belongs to it: scripts in .venv/bin
# start with it.
key() {
    printf '%s %s\n' "$root" "$CMAKE_ARGS"
    cat requirements.lock pyproject.toml scripts/setup.sh scripts/llama_cpp.cmake | cksum
}

# The lines of one package in the lock: its version and hashes.
locked() {
    awk -v start="^$1==" '$0 ~ start {on = 1; print; next} /^[^ ]/ {on = 0} on' requirements.lock
}

make_venv() {
    if found=$(sh scripts/find_python.sh "$python_minor"); then
        interpreter=${found% *}
        say "Python ${found##* }: $interpreter"
        "$interpreter" -m venv --clear "$venv"
    else
        say "No Python >= 3.$python_minor runs here; uv fetches one"
        uv=$(find_uv)
        "$uv" venv --clear --seed --python "3.$python_minor" "$venv" ||
            fail "no Python >= 3.$python_minor was found and none could be fetched. Install one (with its venv module) and run make again."
        say "Python $("$python" -c 'import platform; print(platform.python_version())'): fetched by uv"
    fi
}

# uv from the path if it runs, else from PyPI with whatever Python there is.
find_uv() {
    if uv --version >/dev/null 2>&1; then
        command -v uv
        return
    fi
    found=$(sh scripts/find_python.sh 8) || fail "no Python 3 with venv and pip was found. Install one and run make again."
    "${found% *}" -m venv --clear build/uv >&2
    install_uv build/uv/bin/python >&2
    echo build/uv/bin/uv
}

install_uv() {
    mkdir -p build
    locked uv > build/uv.lock
    "$1" -m pip install -qq $quiet --require-hashes -r build/uv.lock
}

# True when .venv runs, is new enough and was made at this path.
venv_is_usable() {
    [ -x "$python" ] || return 1
    "$python" -c '
import os, sys
new_enough = sys.version_info >= (3, int(sys.argv[1]))
here = os.path.realpath(sys.prefix) == os.path.realpath(sys.argv[2])
sys.exit(not (new_enough and here))' "$python_minor" "$venv" 2>/dev/null || return 1
    # A copied folder runs, but its scripts still name the old path.
    head -n 1 "$venv/bin/pip" 2>/dev/null | grep -qF "$venv/" || return 1
}

# What the compiled llama.cpp depends on: its version, the flags, the compiler, and the
# processor, because it is built for this one.
llama_cpp_key() {
    {
        cat build/llama_cpp.lock scripts/llama_cpp.cmake
        uname -sm
        c++ --version | head -n 1
        grep -m 1 -E '^(flags|Features)' /proc/cpuinfo || sysctl -n machdep.cpu.brand_string || true
        printf '%s\n' "$CMAKE_ARGS"
    } 2>/dev/null | cksum | cut -d' ' -f1
}

# Neither pip's nor uv's cache looks at the flags, so the wheel is kept in one of our own.
install_llama_cpp() {
    locked llama-cpp-python > build/llama_cpp.lock
    requirement=$(head -n 1 build/llama_cpp.lock | cut -d' ' -f1)
    llama_cpp=$(llama_cpp_key)
    if [ "$llama_cpp" = "$(cat "$venv/.llama_cpp" 2>/dev/null)" ]; then
        return
    fi
    wheels=${XDG_CACHE_HOME:-$HOME/.cache}/langchain-gguf/llama_cpp-$llama_cpp
    if [ -d "$wheels" ]; then
        say "llama.cpp: compiled before, $wheels"
    else
        compile_llama_cpp
    fi
    "$python" -m pip install -q $quiet --no-deps --force-reinstall --no-index --find-links "$wheels" "$requirement"
    printf '%s\n' "$llama_cpp" > "$venv/.llama_cpp"
    printf '%s\n' "$CMAKE_ARGS" > "$venv/.cmake_args"
}

compile_llama_cpp() {
    say "llama.cpp: compiling (about 3 minutes on two cores)"
    if ! command -v c++ >/dev/null && ! command -v g++ >/dev/null && ! command -v clang++ >/dev/null; then
        fail "a C++ compiler is needed and none was found. Install one (Debian: g++, macOS: xcode-select --install)."
    fi
    rm -rf build/wheels
    # Verbose, so that the compiler's [n/m] lines can be shown as progress.
    CMAKE_ARGS="-DCMAKE_PROJECT_llama_cpp_INCLUDE=$root/scripts/llama_cpp.cmake $CMAKE_ARGS" \
        "$python" scripts/progress.py --log build/llama_cpp.log -- \
        "$python" -m pip wheel -v $quiet --no-cache-dir --no-deps --require-hashes -r build/llama_cpp.lock -w build/wheels
    mkdir -p "$(dirname "$wheels")"
    # In one step, so that an interrupted run leaves no half-filled folder.
    mv build/wheels "$wheels.$$" && mv "$wheels.$$" "$wheels"
}

install_packages() {
    say "Packages"
    "$venv/bin/uv" pip install --python "$python" --require-hashes -r requirements.lock > build/packages.log 2>&1 ||
        { cat build/packages.log >&2; fail "the packages could not be installed"; }
    grep -v '^ [-+~] ' build/packages.log || true
    "$venv/bin/uv" pip install --quiet --python "$python" --no-deps --editable .
}

# Prints nothing if llama.cpp computes here. A build for another processor, or one that the
# compiler got wrong, is killed by a signal at the first prompt.
check_llama_cpp() {
    "$python" - src/langchain_gguf/models/*.gguf <<'END'
import sys
from llama_cpp import Llama

model = Llama(sys.argv[1], n_ctx=256, n_threads=1, verbose=False)
next(model.generate(model.tokenize(b"a prompt of some length " * 10)))
END
}

install_working_llama_cpp() {
    install_llama_cpp
    install_packages
    status=0
    check_llama_cpp || status=$?
    [ "$status" -ne 0 ] || return 0
    [ "$status" -ge 128 ] || fail "llama.cpp cannot run the bundled model; the reason is above"
    say "This build of llama.cpp was killed by signal $((status - 128)); compiling it anew"
    rm -rf "${XDG_CACHE_HOME:-$HOME/.cache}/langchain-gguf/llama_cpp-$(llama_cpp_key)" "$venv/.llama_cpp"
    install_llama_cpp
    check_llama_cpp || fail "llama.cpp crashes on this machine. CMAKE_ARGS=-DGGML_NATIVE=OFF make setup builds it for any processor."
}

# ipykernel warns at each start that its sockets are TCP; they are local.
quiet_kernels() {
    mkdir -p "$venv/etc/ipython"
    echo 'c.IPKernelApp.log_level = 40' > "$venv/etc/ipython/ipython_kernel_config.py"
}

if [ -f "$stamp" ] && venv_is_usable && [ "$(key)" = "$(cat "$stamp")" ]; then
    touch "$stamp"
    exit 0
fi

new_key=$(key)

say "Setting up $venv"
if venv_is_usable; then
    say "Python $("$python" -c 'import platform; print(platform.python_version())'): already in .venv"
else
    make_venv
fi
rm -f "$stamp"
if ! [ -x "$venv/bin/uv" ] || ! locked uv | grep -q "^uv==$("$venv/bin/uv" --version | cut -d' ' -f2)"; then
    install_uv "$python"
fi
mkdir -p build
install_working_llama_cpp
quiet_kernels
printf '%s\n' "$new_key" > "$stamp"
say "Set up"

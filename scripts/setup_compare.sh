#!/bin/sh
# Makes .venv-compare for `make compare`: the chat models of other packages beside this one.
#
# Apart from .venv because nothing else needs them. The versions of what both use are those of
# requirements.lock, and llama.cpp is the wheel that `make setup` compiled.
set -eu

cd "$(dirname "$0")/.."
uv=.venv/bin/uv
python=.venv-compare/bin/python
llama_cpp=$(cat .venv/.llama_cpp)
key="$(pwd) $llama_cpp $(cat compare/requirements.txt requirements.lock pyproject.toml | cksum)"

if [ -f .venv-compare/.stamp ] && [ "$(cat .venv-compare/.stamp)" = "$key" ]; then
    exit 0
fi
echo "== Setting up .venv-compare"
[ -x "$python" ] || "$uv" venv --quiet --python .venv/bin/python .venv-compare
# Without the hashes, which would have to cover every package.
sed -n 's/^\([a-z0-9].*==.*\) \\$/\1/p' requirements.lock > .venv-compare/constraints.txt
"$uv" pip install --quiet --python "$python" \
    --find-links "${XDG_CACHE_HOME:-$HOME/.cache}/langchain-gguf/llama_cpp-$llama_cpp" \
    --only-binary llama-cpp-python \
    --constraints .venv-compare/constraints.txt --requirements compare/requirements.txt --editable .
echo "$key" > .venv-compare/.stamp

#!/bin/sh
# Makes .venv-train for `make train`: PyTorch and the rest of the `train` extra.
# usage: setup_train.sh PYTHON TORCH
#   PYTHON: an interpreter >= 3.11; empty: the first that runs
#   TORCH: a requirement such as torch==2.13.0+cpu
#
# Apart from .venv because PyTorch is large and only training needs it. pip, not uv,
# so that pip's configuration (a folder of wheels, an index of CPU builds) counts.
set -eu

cd "$(dirname "$0")/.."
python=$1
torch=$2
key="$(pwd) $python $torch $(cksum < pyproject.toml)"

if [ -f .venv-train/.stamp ] && [ "$(cat .venv-train/.stamp)" = "$key" ]; then
    exit 0
fi
if [ -z "$python" ]; then
    found=$(sh scripts/find_python.sh 11) || { echo "setup: no Python >= 3.11 was found" >&2; exit 1; }
    python=${found% *}
fi
echo "== Setting up .venv-train with $python and $torch"
[ -x .venv-train/bin/python ] || "$python" -m venv .venv-train
.venv-train/bin/python -c '
import re, sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
for requirement in project["optional-dependencies"]["train"]:
    name = re.match(r"[\w-]+", requirement)[0]
    print(sys.argv[1] if name == "torch" else requirement)
' "$torch" > .venv-train/requirements.txt
.venv-train/bin/python -m pip install --disable-pip-version-check -r .venv-train/requirements.txt
echo "$key" > .venv-train/.stamp

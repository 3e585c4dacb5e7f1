#!/bin/sh
# Installs Lighthouse below build/, where Node is. `make check-site` goes without where it is not.
# Lighthouse 13 needs Node 22; 12 runs on 18.16 and later.
set -eu
cd "$(dirname "$0")/.."
version=12.8.2
folder=build/lighthouse
if ! command -v npm > /dev/null; then
    echo "== npm is not installed (Debian: apt-get install nodejs npm): no Lighthouse scores"
    exit 0
fi
if ! grep -qs "\"version\": \"$version\"" "$folder/node_modules/lighthouse/package.json"; then
    echo "== Installing Lighthouse $version into $folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-audit --no-fund --loglevel error "lighthouse@$version"
fi

#!/usr/bin/env bash
# Runs engine tests on the newest Pulumi SDK and CLI: a copy of the checkout in .sandbox/newest gets newer pins, its own
# virtual environment, engine and stack. Arguments are passed to pytest. Without Go the CLI of the pins is used.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
copy=$root/.sandbox/newest
python=${PYTHON:-python3}

cd "$root"
mkdir -p "$copy"
# Files that were removed from the checkout must not stay; environment and engine stay, so that a repeat is quick.
find "$copy" -mindepth 1 -maxdepth 1 ! -name .venv ! -name .sandbox -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null -T - -cf - | tar -xf - -C "$copy"

cd "$copy"
sed -i.bak -E 's/^pulumi==.*/pulumi/' requirements.in
for name in requirements requirements-dev; do
  "$root/.venv/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --upgrade-package pulumi "$name.in" -o "$name.txt"
done
if command -v go >/dev/null; then
  export GOWORK=off
  (
    cd sandbox/toolchain/cli
    go get github.com/pulumi/pulumi/{pkg,sdk}/v3@latest
    go list -mod=mod -deps github.com/pulumi/pulumi/pkg/v3/cmd/pulumi >/dev/null # completes go.sum
  )
fi
"$python" -m sandbox.toolchain setup accounts
"$python" -m sandbox.toolchain policy
exports=$("$python" -m sandbox.toolchain env)
eval "$exports"
unset CLEARML_API_HOST CLEARML_API_ACCESS_KEY CLEARML_API_SECRET_KEY
echo "newest: SDK $(python -c 'from importlib.metadata import version; print(version("pulumi"))'), CLI $(pulumi version)"
exec python -m pytest -m engine "$@"

#!/usr/bin/env bash
# @ast-grep/cli 0.45.3: a pattern is met by longer code, by default alone: `assert $X` by `assert a, "why"`, `$X[:]` by `x[:2]`.
#
# Where the last part of a pattern is no closing bracket, the default strictness `smart` takes whatever stands behind it in the code for met: a
# message, an `else`, a `from None`, the end of a slice. Each of the others asks for the whole, `relaxed` and `signature` too, which are described as
# looser than `smart`. A fix written for such a pattern drops what stands behind it. https://github.com/ast-grep/ast-grep/issues/2856 was closed as a question.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @ast-grep/cli@0.45.3
program=$(ls node_modules/@ast-grep/cli-*/ast-grep)
printf 'assert a\nassert a, "why"\nb = x[:]\nb = x[:2]\nraise E() from None\n' >code.py
seen=$(
  for strictness in smart relaxed signature; do
    for pattern in 'assert $X' '$X[:]' 'raise $E($$$)'; do
      lines=$("$program" run --lang py --strictness "$strictness" --pattern "$pattern" code.py | cut -d: -f2 | paste -sd' ')
      echo "$strictness, $pattern: lines ${lines:-none}"
    done
  done
  "$program" run --lang py --pattern 'assert $X' --rewrite 'check($X)' --update-all code.py >/dev/null
  sed -n 2p code.py
)
echo "$seen"
[ "$seen" = 'smart, assert $X: lines 1 2
smart, $X[:]: lines 3 4
smart, raise $E($$$): lines 5
relaxed, assert $X: lines 1
relaxed, $X[:]: lines 3
relaxed, raise $E($$$): lines none
signature, assert $X: lines 1
signature, $X[:]: lines 3
signature, raise $E($$$): lines none
check(a)' ] || { echo "This has changed."; exit 1; }

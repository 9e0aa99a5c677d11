#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: prose.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# Pages have lines of at most 110 characters and name files that are there; comments say what a parameter, a return value or a member
# is. See prose.py. That the check finds what it is to find is tried on a copy with one mistake of each kind.
set -uo pipefail
source="$(cd "$1" && pwd -P)"
export PYTHONDONTWRITEBYTECODE=1
python3 "$source/test/prose.py" "$source" || exit 1

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cp -r "$source/doc" "$source/README.md" "$source/CONTRIBUTING.md" "$source/model" "$source/helper" "$scratch" || exit 1
for folder in examples profiles scenarios test utils cmake wscript-compat; do
    ln -s "$source/$folder" "$scratch/$folder"
done
# (links of the two Markdown pages lead to further files)
for file in "$source"/*; do
    [ -e "$scratch/$(basename "$file")" ] || ln -s "$file" "$scratch/"
done
printf '\n%0111d\n' 0 >>"$scratch/doc/concepts.rst"
printf '\nThe code lives in ``model/nowhere``.\n' >>"$scratch/doc/tiers.rst"
printf '\n[nowhere](nowhere.rst)\n' >>"$scratch/doc/design.md"
printf '\nUE\n   Twice.\n\nword\n   See *nothing*.\n' >>"$scratch/doc/glossary.rst"
cat >"$scratch/model/riddles.h" <<'HEADER'
/**
 * @param step it
 * @param name its name
 * @param time as above
 * @param rate rate of the link, bit/s
 * @param decision its
 *        plans are carried out
 * @return how many
 */
int Count(int step, int name, int time, int rate, int decision);
int a; //!< whose
int b; //!< s
HEADER
python3 "$scratch/test/prose.py" "$scratch" >"$scratch/log"
for line in 'doc/concepts.rst:[0-9]*: 111 characters' 'doc/tiers.rst:[0-9]*: model/nowhere is not there' \
    'doc/design.md:[0-9]*: a link to nowhere.rst' 'glossary.rst:[0-9]*: UE is defined twice' 'glossary.rst:[0-9]*: \*nothing\* has no entry' \
    'riddles.h:2: "@param step it"' 'riddles.h:3: ' 'riddles.h:4: ' 'riddles.h:8: ' 'riddles.h:11: '; do
    if ! grep -q "$line" "$scratch/log"; then
        echo "FAILED: not found: $line"
        cat "$scratch/log"
        exit 1
    fi
done
if ! grep -q ' 10 complaints$' "$scratch/log"; then
    echo "FAILED: more was found than is wrong"
    cat "$scratch/log"
    exit 1
fi

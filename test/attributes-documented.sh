#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: attributes-documented.sh SOURCE-FOLDER BUILD-FOLDER
#
# doc/attributes.rst says what the code says of every attribute and trace source.
set -euo pipefail
exec "$2/bin/edge-inference-attributes" --check="$1/doc/attributes.rst"

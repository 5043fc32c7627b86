#!/usr/bin/env bash
# Once, while an empty data directory is made into a database: settings, access rules and certificates, by the script that later changes
# them too. They count from the server's real start on. Knows nothing of any schema.
set -euo pipefail
/update-config.sh --initial

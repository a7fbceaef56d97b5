#!/usr/bin/env bash
# Applies a saved plan when people have signed for it, and once only:
#
#     ./script.sh REQUEST ANSWERS
#
# REQUEST is a link or a .holdpoint file, ANSWERS a signed answer's file or a folder of them. Run it as a user whose files
# and credentials no agent can reach. HOLDPOINT_USED is a folder that every run shares; it is made once, by hand.
set -euo pipefail

request=$1
answers=$2
: "${HOLDPOINT_USED:?names the folder where used approvals are written down}"

git fetch --quiet origin main:refs/remotes/origin/main
holdpoint verify --request "$request" --answer "$answers" --ref origin/main --used "$HOLDPOINT_USED" -- terraform apply plan.bin
exec terraform apply plan.bin

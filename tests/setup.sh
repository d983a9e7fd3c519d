# The surroundings of every transcript: sourced first, as
# . "$TESTDIR/setup.sh".  B_DIR says where the build is.

set -u
LC_ALL=C
TZ=UTC
: "${B_DIR:=$TESTDIR/../build}"
B_DIR=$(cd "$B_DIR" && pwd)
PATH=$B_DIR:$PATH
DATA=$TESTDIR/data
LOGS=$DATA/logs
LOGS5=$DATA/logs5
ORACLE=$TESTDIR/oracle
NODE_PATH=$B_DIR/node_modules:$TESTDIR/../build/node_modules
export LC_ALL TZ PATH B_DIR DATA LOGS LOGS5 ORACLE NODE_PATH

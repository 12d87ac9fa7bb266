"""How does a child die with the process that started it? This script asks the kernel, then becomes the child.

Run as `python leash.py PARENT_PID SIGNAL UID:GID|- COMMAND…`. A script of its own and not a `preexec_fn`: so
no Python runs between fork and exec of a process with threads. It imports nothing of the platform.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
CANNOT_RUN = 127


def main(parent: int, signal: int, owner: str, command: list[str]) -> None:
    """Drops to `owner`, ties itself to `parent`, becomes `command`."""
    if owner != "-":
        uid, gid = (int(part) for part in owner.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which would clear it.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
        if os.getppid() != parent:
            sys.exit(0)  # the parent died before it could be asked to take us along
    try:
        os.execv(command[0], command)
    except OSError as refusal:
        print(f"cannot run {command[0]}: {refusal}", file=sys.stderr)
        sys.exit(CANNOT_RUN)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])

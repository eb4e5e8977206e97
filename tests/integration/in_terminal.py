"""Runs a command under a terminal of its own and prints what happened as lines of JSON: {"bytes": base64} for what the command wrote,
{"columns": n} where the terminal was made that wide, {"exit": code, "cpu_s": seconds} at the end.
usage: in_terminal.py COLUMNS LINES [AFTER:COLUMNS...] -- COMMAND...      AFTER: once as many blocks were drawn (each ends with CSI ?7h)"""

import base64
import fcntl
import json
import os
import pty
import struct
import sys
import termios


def tell(what):
    print(json.dumps(what), flush=True)


def resize(terminal, columns, lines):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    tell({"columns": columns})


def main():
    split = sys.argv.index("--")
    columns, lines = int(sys.argv[1]), int(sys.argv[2])
    resizes = [tuple(map(int, word.split(":"))) for word in sys.argv[3:split]]
    command = sys.argv[split + 1:]
    pid, terminal = pty.fork()
    if pid == 0:
        # The size must be right before the command first asks.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.execvp(command[0], command)
    drawn = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux says EIO when the other side is gone
            break
        if not data:
            break
        tell({"bytes": base64.b64encode(data).decode()})
        drawn += data
        while resizes and drawn.count(b"\x1b[?7h") >= resizes[0][0]:
            resize(terminal, resizes.pop(0)[1], lines)
    _, status, usage = os.wait4(pid, 0)
    tell({"exit": os.waitstatus_to_exitcode(status), "cpu_s": usage.ru_utime + usage.ru_stime})


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# A small session manager that speaks the published NSM API (1.1) over UDP, for the tests: OSC by
# hand, so that it is a second opinion on the wire.
#
#   nsm-server.py PORTFILE      writes its port there; commands come by standard input, one a line:
#     welcome | refuse CODE     how the next announcement is answered (at first: welcome)
#     open PATH ID | save | loaded
#     send ADDRESS [WORD...]    to the client; each word a string
#     forge ADDRESS [WORD...]   the same, from another port of the same host
#     raw HEX                   any bytes
#     quit
# What it receives goes to standard output: the source's port, address and arguments, a line each.
import select
import socket
import struct
import sys


def word(text):
    b = text.encode() + b"\0"
    return b + b"\0" * (-len(b) % 4)


def message(address, *args):
    tags, data = ",", b""
    for a in args:
        if isinstance(a, int):
            tags, data = tags + "i", data + struct.pack(">i", a)
        else:
            tags, data = tags + "s", data + word(a)
    return word(address) + word(tags) + data


def take_word(data, at):
    end = data.index(b"\0", at)
    return data[at:end].decode(), at + (end - at + 4) // 4 * 4


def parse(data):
    address, at = take_word(data, 0)
    tags, at = take_word(data, at)
    args = []
    for t in tags[1:]:
        if t == "i":
            args.append(struct.unpack_from(">i", data, at)[0])
            at += 4
        elif t == "s":
            text, at = take_word(data, at)
            args.append(text)
        else:
            raise ValueError("tag " + t)
    if at != len(data):
        raise ValueError("%d bytes left" % (len(data) - at))
    return address, tags[1:], args


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
other.bind(("127.0.0.1", 0))
with open(sys.argv[1], "w") as f:
    f.write("%d\n" % server.getsockname()[1])
client, refuse, rest = None, None, b""


def received(source, data):
    global client
    address, tags, args = parse(data)
    print(source[1], address, tags, *args, flush=True)
    if address != "/nsm/server/announce":
        return
    client = source
    if refuse is not None:
        server.sendto(message("/error", address, refuse, "you are not welcome here"), client)
    else:
        server.sendto(message("/reply", address, "welcome", "Test Manager",
                              ":server-control:broadcast:optional-gui:"), client)


def command(line):
    global refuse
    w = line.split()
    if w[0] == "welcome":
        refuse = None
    elif w[0] == "refuse":
        refuse = int(w[1])
    elif w[0] == "open":
        server.sendto(message("/nsm/client/open", w[1], "A session", w[2]), client)
    elif w[0] == "save":
        server.sendto(message("/nsm/client/save"), client)
    elif w[0] == "loaded":
        server.sendto(message("/nsm/client/session_is_loaded"), client)
    elif w[0] == "send":
        server.sendto(message(*w[1:]), client)
    elif w[0] == "forge":
        other.sendto(message(*w[1:]), client)
    elif w[0] == "raw":
        server.sendto(bytes.fromhex(w[1]), client)
    elif w[0] == "quit":
        sys.exit(0)


while True:
    ready, _, _ = select.select([server, sys.stdin], [], [])
    if server in ready:
        try:
            data, source = server.recvfrom(65536)
        except ConnectionError:
            continue
        received(source, data)
    if sys.stdin in ready:
        data = sys.stdin.buffer.raw.read(4096)
        if not data:
            sys.exit(0)
        rest += data
        *lines, rest = rest.split(b"\n")
        for line in lines:
            if line.strip():
                command(line.decode())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""audioengine from Python, with nothing but its standard library.

   client.py [PORT [SECONDS]]     default: 7723, for ever
"""
import socket
import struct
import sys
import time


def text(s):
    s = s.encode() + b"\0"
    return s + bytes(-len(s) % 4)


def encode(address, *arguments):
    """An OSC message of float, int and str."""
    tags, data = ",", b""
    for a in arguments:
        if isinstance(a, str):
            tags, data = tags + "s", data + text(a)
        elif isinstance(a, float):
            tags, data = tags + "f", data + struct.pack(">f", a)
        else:
            tags, data = tags + "i", data + struct.pack(">i", a)
    return text(address) + text(tags) + data


def decode(packet):
    """(address, [values]); the engine sends no bundles."""
    def string(at):
        end = packet.index(b"\0", at)
        return packet[at:end].decode(), end + 4 - end % 4
    address, at = string(0)
    tags, at = string(at)
    values = []
    for tag in tags[1:]:
        if tag == "s":
            value, at = string(at)
        elif tag == "b":
            n = struct.unpack_from(">i", packet, at)[0]
            value, at = packet[at + 4:at + 4 + n], at + 4 + n + -n % 4
        else:
            value, at = struct.unpack_from(">" + tag, packet, at)[0], at + 4
        values.append(value)
    return address, values


port = int(sys.argv[1]) if len(sys.argv) > 1 else 7723
end = time.monotonic() + float(sys.argv[2]) if len(sys.argv) > 2 else None
engine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
engine.connect(("127.0.0.1", port))
engine.settimeout(0.5)

engine.send(encode("/eq/preamp"))                      # ask
engine.send(encode("/eq/band/1/gain", -4.5))           # set: dB
engine.send(encode("/subscribe", "/load", 10.0, 2))    # 10 Hz for 2 s
engine.send(encode("/spectrum", 8))                    # a blob of big-endian floats
engine.send(encode("/notify", 1))                      # every change, every xrun

while end is None or time.monotonic() < end:
    try:
        address, values = decode(engine.recv(65536))
    except socket.timeout:
        continue
    if address == "/spectrum.reply":
        values[3] = ["%.1f" % v for v in struct.unpack(">%df" % values[0], values[3])]
    print(address, *values, flush=True)
engine.send(encode("/notify", 0))

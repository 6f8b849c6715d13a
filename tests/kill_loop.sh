#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kill -9 at random moments while settings are edited and presets saved: never a damaged file, never
# a state older than 2 s before the kill, and the next start comes up with exactly what the file says.
#
#   kill_loop.sh [-b BUILDDIR] [ROUNDS]     default: build, and 200 (some seven minutes)
# SEED=N repeats the moments of a run.
set -u
src=$(cd "$(dirname "$0")/.." && pwd)
build=$src/build
while getopts b: o; do
	case $o in b) build=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
rounds=${1:-200}
engine=$(cd "$build" && pwd)/audioengine
[ -x "$engine" ] || { echo "kill_loop.sh: no program at $engine" >&2; exit 2; }
command -v python3 >/dev/null || { echo "skip kill loop: no python3"; exit 0; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/ae-kill.XXXXXX") || exit 1
trap '[ -n "${KEEP-}" ] || rm -rf "$dir"' EXIT
mkdir -m 700 "$dir/run"
export XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/config XDG_STATE_HOME=$dir/state XDG_CACHE_HOME=$dir/cache

exec 3<<'PY'
import os, random, re, signal, socket, struct, subprocess, sys, time

engine, folder, rounds, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
path = folder + "/s/kill.settings"
preset = folder + "/config/audioengine/presets/kill.txt"
chance = random.Random(seed)
OLDEST_S = 2.0
failures = 0
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 0))
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
probe.bind(("127.0.0.1", 0))
port = probe.getsockname()[1]
probe.close()

terminal = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
started = time.monotonic()

def progress(text):
    if terminal:
        sys.stderr.write("\r" + text + "\033[K\r")
        sys.stderr.flush()

def say_round(n):
    left = (time.monotonic() - started) * (rounds - n) / n if n else 0
    progress("kill loop: %d of %d kills, %d edits%s" % (n, rounds, edits,
        ", %.0f %s left" % ((left, "s") if left < 100 else (left / 60, "min")) if n else ""))

def fail(text):
    global failures
    failures += 1
    progress("")
    print("not ok - kill loop:", text, flush=True)

def pad(b):
    return b + b"\0" * (4 - len(b) % 4)

def send(address, types="", *args):
    m = pad(address.encode()) + pad(("," + types).encode())
    for t, a in zip(types, args):
        m += struct.pack(">f", a) if t == "f" else pad(a.encode())
    sock.sendto(m, ("127.0.0.1", port))

def take(timeout):
    """(address, first float or None), or None"""
    sock.settimeout(timeout)
    try:
        m = sock.recv(65536)
    except OSError:
        return None
    address = m[:m.index(b"\0")].decode()
    at = len(pad(address.encode()))
    types = m[at:m.index(b"\0", at)].decode()
    at += len(pad(types.encode()))
    return address, struct.unpack(">f", m[at:at + 4])[0] if types.startswith(",f") else None

def no_such_address(timeout):
    """Whether an answer says so; what else comes (saved, still being saved) is fine."""
    sock.settimeout(timeout)
    try:
        while b"no such address" not in sock.recv(65536):
            pass
        return True
    except OSError:
        return False

def drain():
    while take(0.0001):
        pass

def ask_preamp(timeout):
    send("/eq/preamp")
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        m = take(0.05)
        if m and m[0] == "/eq/preamp":
            return m[1]
    return None

def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]

LINE = re.compile(r"(other )?(/[A-Za-z0-9/]+ \S+|modified|(preset|file) .+|bandwidth \d+ \S+)")

def read_file():
    """The preamp in the file; None: no file yet.  Complains of whatever is not whole."""
    try:
        text = open(path).read()
    except FileNotFoundError:
        return None
    lines = text.split("\n")
    if lines[0] != "audioengine settings 1" or lines[-2:] != ["end", ""]:
        fail("damaged file: " + repr(text[:80]) + " ... " + repr(text[-80:]))
        return None
    bad = [l for l in lines[1:-2] if not LINE.fullmatch(l)]
    if bad:
        fail("damaged lines " + repr(bad[:3]))
    found = [l for l in lines if l.startswith("/eq/preamp ")]
    if len(found) != 1:
        fail("no preamp in the file")
        return None
    return single(float(found[0].split()[1]))

def start():
    log = open(folder + "/engine.log", "a")
    return subprocess.Popen([engine, "--dummy", "--no-tui", "--settings=" + path,
        "--osc-listen=127.0.0.1:%d" % port], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

sent, acked = [0.0], [(time.monotonic(), 0.0)]   # what it is before the first edit
counter = edits = presets = 0
presets_known = True
oldest = 0.0
in_file = None

def check_preset():
    global presets
    if not os.path.exists(preset):
        return
    presets += 1
    text = open(preset).read()
    done = subprocess.run([engine, "--dummy=virtual", "--no-osc", "--no-tui", "--duration=0.01",
        "--preset=" + preset], capture_output=True, timeout=20)
    if done.returncode != 0 or "Preamp:" not in text or not text.endswith("\n"):
        fail("damaged preset: " + repr(text[-80:]) + done.stderr.decode()[:200])

def edit_until(moment):
    global counter, edits, presets_known
    last_save = 0
    while time.monotonic() < moment:
        counter = (counter + 1) % 80000
        value = single(-30 + counter * 0.0005)
        sent.append(value)
        send("/eq/preamp", "f", value)
        if ask_preamp(0.2) == value:
            acked.append((time.monotonic(), value))
            edits += 1
        if presets_known and time.monotonic() - last_save > 0.1:
            last_save = time.monotonic()
            send("/preset/save", "s", "kill")
            presets_known = not no_such_address(0.01)
        time.sleep(0.003)

for n in range(rounds):
    say_round(n)
    process = start()
    moment = time.monotonic() + chance.uniform(0.2, 3)
    drain()
    now = None
    while now is None and time.monotonic() < moment and process.poll() is None:
        now = ask_preamp(0.1)
    drain()
    expected = in_file if in_file is not None else 0.0
    if now is not None and now != expected:
        fail("round %d: the file says %r, the engine came up with %r" % (n, expected, now))
    if now is not None:
        # From here on this is what it is: what was not saved is gone, and was counted before.
        sent, acked = [now], [(time.monotonic(), now)]
        edit_until(moment)
    else:
        time.sleep(max(0, moment - time.monotonic()))
    killed = time.monotonic()
    if process.poll() is not None:
        fail("round %d: the engine ended by itself with %d" % (n, process.returncode))
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = in_file
    in_file = read_file()
    if now is None:
        if in_file != before:
            fail("round %d: changed without an edit" % n)
        continue
    check_preset()
    value = 0.0 if in_file is None else in_file
    known = [i for i, (t, v) in enumerate(acked) if v == value]
    if known and known[-1] + 1 < len(acked):
        age = killed - acked[known[-1] + 1][0]
        oldest = max(oldest, age)
        if age > OLDEST_S:
            fail("round %d: what the file holds was replaced %.3f s before the kill" % (n, age))
    elif not known and value not in sent:
        fail("round %d: the file holds %r, which nobody set" % (n, value))

progress("")
# What the last kills left beside the file goes with the next write.
process = start()
while ask_preamp(0.1) is None and process.poll() is None:
    pass
send("/eq/preamp", "f", 1.25)
end = time.monotonic() + 5
while read_file() != 1.25 and time.monotonic() < end:
    time.sleep(0.05)
process.terminate()
process.wait()
left = [f for f in os.listdir(folder + "/s") if f.endswith(".new") or "broken" in f]
if left or read_file() != 1.25:
    fail("left behind: %r" % left)
if presets_known and presets:
    print("ok - kill loop: %d presets looked at, none damaged" % presets)
else:
    print("skip kill loop: presets are not saved over OSC")
if edits < rounds:
    fail("only %d edits" % edits)
if not failures:
    print("ok - kill loop: %d kills during %d edits, no damaged file, the oldest state %.2f s old (seed %d)"
        % (rounds, edits, oldest, seed))
sys.exit(failures > 0)
PY
python3 /dev/fd/3 "$engine" "$dir" "$rounds" "${SEED:-$RANDOM}"

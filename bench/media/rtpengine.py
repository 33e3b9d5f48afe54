"""Opens bridges in rtpengine over its NG protocol and writes their ports.

Arguments: bridges, NG port, generator port of the callers, of the targets, file for the ports.
"""
import re
import socket
import sys


def encode(value):
    if isinstance(value, dict):
        return b"d" + b"".join(encode(k) + encode(v) for k, v in sorted(value.items())) + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(encode, value)) + b"e"
    text = value.encode()
    return str(len(text)).encode() + b":" + text


def sdp(port):
    return (f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n")


def main():
    bridges, ng, caller, target = (int(a) for a in sys.argv[1:5])
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    control.settimeout(3)
    control.connect(("127.0.0.1", ng))

    def ask(number, **order):
        control.send(f"{number} ".encode() + encode(order))
        answer = control.recv(65536).decode(errors="replace")
        found = re.search(r"m=audio (\d+)", answer)
        if not found:
            sys.exit(f"rtpengine refused: {answer}")
        return found.group(1)

    with open(sys.argv[5], "w") as ports:
        for i in range(bridges):
            common = {"call-id": f"bench-{i}", "from-tag": "a", "replace": ["origin"], "flags": ["trust-address"]}
            to_target = ask(f"o{i}", command="offer", sdp=sdp(caller), **common)
            to_caller = ask(f"a{i}", command="answer", sdp=sdp(target), **{**common, "to-tag": "b"})
            ports.write(f"{to_caller} {to_target}\n")


main()

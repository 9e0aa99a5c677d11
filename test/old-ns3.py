#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What can be seen of the build with other releases of ns-3 where these are not there.

usage: old-ns3.py SOURCE-FOLDER

1. Runs the functions of wscript-compat/wscript with stand-ins for waf's objects: they have to build the sources, headers,
   TestSuites and examples that cmake/print-sources.cmake prints, no others, and every macro that the sources take from the build.
2. Reads all C++ files for what ns-3.35 does not have and a shim of this module does (the table below).
3. Reads them for what newer releases refuse of classes that derive from ns3::Object: Create() instead of CreateObject() (not
   compiled), and none with a GetTypeId() of its own below Object (an abort of the program).

It fails with the files and lines. The builds themselves are tested by utils/compat.sh.
"""

import os
import re
import subprocess
import sys
import types

# A pattern, the files that may match it, and what to write instead.
NEWER = (
    (re.compile(r"Callback\s*<[^;{}]*>\s*\(\s*\["), ("model/edge-inference-compat.h",),
     "Callback's constructor takes no lambdas before ns-3.37: MakeLambdaCallback() of edge-inference-compat.h"),
    (re.compile(r"\bMakeCallback\s*\(\s*\["), (), "MakeCallback() takes no lambdas: MakeLambdaCallback() of edge-inference-compat.h"),
    (re.compile(r'#include "ns3/wifi-(mpdu|mac)\.h"'), ("model/radio/wifi/wifi-api.h",),
     "WifiMpdu and WifiMac's queues have other names before ns-3.37: wifi-api.h"),
    (re.compile(r"GetMac\(\)\s*->\s*Get(QosSupported|QosTxop|TxopQueue|FrameExchangeManager)\b"), (),
     "WifiMac has no queues before ns-3.37: GetMacWithQueues() of wifi-api.h"),
    (re.compile(r"\bWIFI_STANDARD_80211(n|ax)\b"), ("model/radio/wifi/wifi-api.h",),
     "the standard has a name for each band before ns-3.37"),
    (re.compile(r'"ChannelSettings"'), ("model/radio/wifi/wifi-api.h", "model/radio/wifi/wifi-roaming.cc"),
     "WifiPhy has ChannelNumber and ChannelWidth before ns-3.37: SetChannel() of wifi-api.h"),
)
# Lines that the table has to find, so that this test cannot pass by finding nothing.
EXAMPLES = (
    "socket->SetRecvCallback(Callback<void, Ptr<Socket>>([this](Ptr<Socket> s) { Read(s); }));",
    'cmd.AddValue("a", "b", MakeCallback([](std::string) { return true; }));',
    '#include "ns3/wifi-mpdu.h"',
    "auto queue = device->GetMac()->GetTxopQueue(AC_BE);",
    "wifi.SetStandard(WIFI_STANDARD_80211ax);",
    'phy.Set("ChannelSettings", StringValue("{36, 20, BAND_5GHZ, 0}"));',
)
# A class and the first one that it derives from.
CLASS = re.compile(r"\bclass (\w+)[^;{}()]*?:\s*public (?:ns3::)?(\w+)[^;{}]*\{")
# The class that ns-3's Create() makes, and no factory's.
CREATED = re.compile(r"(?<![.>\w])(?<!template )Create<(?:ns3::)?(\w+)>\(")


class Environment(dict):
    """waf's environment: missing lists are empty."""

    def __missing__(self, key):
        return []

    def append_value(self, key, values):
        self[key] = self[key] + (values if isinstance(values, list) else [values])


class Target:
    """What waf is asked to build."""

    def __init__(self, name):
        self.name = name
        self.target = name
        self.env = Environment()
        self.use = []
        self.source = []


class Build:
    """The object that waf hands to build()."""

    def __init__(self, source):
        self.env = Environment(EDGE_INFERENCE_TORCH=True, ENABLE_EXAMPLES=True, EDGE_INFERENCE_ONLY=True)
        self.path = types.SimpleNamespace(abspath=lambda: source)
        self.srcnode = types.SimpleNamespace(abspath=lambda: source)
        self.targets = []
        self.all_task_gen = []
        self.fatal = sys.exit

    def __call__(self, features):
        return self.add(features)

    def add(self, name):
        self.targets.append(Target(name))
        return self.targets[-1]

    def create_ns3_module(self, name, _):
        return self.add(name)

    def create_ns3_module_test_library(self, name):
        return self.add(name + "-test")

    def create_ns3_program(self, name, _):
        return self.add(name)


def load_wscript(source):
    """The functions of the wscript; waf itself is not there."""
    waflib = types.ModuleType("waflib")
    waflib.Options = types.SimpleNamespace(options=None)
    sys.modules["waflib"] = waflib
    path = os.path.join(source, "wscript-compat", "wscript")
    functions = {"__name__": "wscript"}
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), functions)
    return functions


def check_lists(source):
    """Complaints on what the wscript builds."""
    build = Build(source)
    load_wscript(source)["build"](build)
    built = set()
    defined = set()
    for target in build.targets:
        built.update([target.source] if isinstance(target.source, str) else target.source)
        defined.update(define.split("=")[0] for define in target.env["DEFINES"])
        if target.name != "ns3header" and "-include" not in target.env["CXXFLAGS"]:
            yield f"wscript-compat/wscript: {target.name} is built without edge-inference-compat.h in front"
        if "EDGE_TORCH" not in target.use:
            for name in [target.source] if isinstance(target.source, str) else target.source:
                with open(os.path.join(source, name), encoding="utf-8") as file:
                    if "#include <torch/" in file.read():
                        yield f"wscript-compat/wscript: {name} includes LibTorch and is built without it"
    printed = subprocess.run(["cmake", "-P", os.path.join(source, "cmake", "print-sources.cmake")], check=True,
                             stdout=subprocess.PIPE, universal_newlines=True).stdout.split()
    # Left out: 5G-LENA's radio, which needs a newer ns-3, GoogleTest's cases, and headers that are not public.
    lists = load_wscript(source)["read_lists"](source)
    left_out = {name for key, names in lists.items() if re.search(r"_UNIT_TESTS$|_NR_", key) for name in names}
    left_out.update(name for name in printed if name.endswith(".h") and name not in lists["EDGE_INFERENCE_HEADERS"])
    wanted = set(printed) - left_out
    for name in sorted(wanted - built):
        yield f"wscript-compat/wscript does not build {name}"
    for name in sorted(built - wanted):
        yield f"wscript-compat/wscript builds {name}, which is not listed for it"
    with open(os.path.join(source, "cmake", "edge-inference.cmake"), encoding="utf-8") as file:
        text = file.read()
    for name in sorted(set(re.findall(r"\b(EDGE_INFERENCE_\w+_STRING|EDGE_INFERENCE_PROFILE_DIR|EDGE_INFERENCE_HAVE_TORCH)=", text))):
        # The commit: waf knows no macros of a single source, and each commit would compile everything again.
        if name not in defined and name != "EDGE_INFERENCE_COMMIT_STRING":
            yield f"wscript-compat/wscript does not define {name}"


def find_newer(text):
    """The places of a text that ns-3.35 does not understand: position, pattern, files, advice."""
    for pattern, files, advice in NEWER:
        for match in pattern.finditer(text):
            yield match.start(), pattern, files, advice


def read_sources(source):
    """Paths and texts of the C++ files."""
    for folder in ("model", "helper", "test", "examples", "utils"):
        for place, _, names in os.walk(os.path.join(source, folder)):
            for name in names:
                path = os.path.relpath(os.path.join(place, name), source)
                if name.endswith((".cc", ".h")) and "/own-project/" not in path:
                    with open(os.path.join(source, path), encoding="utf-8") as file:
                        yield path, file.read()


class Classes:
    """What the classes of some texts derive from."""

    def __init__(self, texts):
        self.bases = {}
        self.typed = set()
        for text in texts:
            for match in CLASS.finditer(text):
                self.bases[match[1]] = match[2]
                if "static TypeId GetTypeId();" in text[match.end():].split("\n};", 1)[0]:
                    self.typed.add(match[1])

    def get_line(self, name):
        """A class and what it derives from; the last one is of ns-3."""
        line = [name]
        while line[-1] in self.bases and self.bases[line[-1]] not in line:
            line.append(self.bases[line[-1]])
        return line

    def is_object(self, name):
        line = self.get_line(name)
        return line[-1] == "Object" or (line[-1] not in ("Header", "Trailer", "Tag") and not self.typed.isdisjoint(line))

    def is_without_type(self, name):
        line = self.get_line(name)
        return line[-1] == "Object" and self.typed.isdisjoint(line)


def check_sources(source):
    """Complaints on C++ files."""
    files = list(read_sources(source))
    for path, text in files:
        if path.startswith("utils/") or re.search(r"(^|/)nr(-|/)", path):
            continue
        for position, _, places, advice in find_newer(text):
            if path not in places:
                yield f"{path}:{text.count(chr(10), 0, position) + 1}: {advice}"
    classes = Classes([text for _, text in files])
    for path, text in files:
        faults = [(match, f"{match[1]} is an object: CreateObject<{match[1]}>()")
                  for match in CREATED.finditer(text) if classes.is_object(match[1])]
        faults += [(match, f"{match[1]} derives from Object and has no GetTypeId()")
                   for match in CLASS.finditer(text) if classes.is_without_type(match[1])]
        for match, fault in faults:
            yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {fault}"


def main():
    source = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
    complaints = list(check_lists(source)) + list(check_sources(source))
    found = {pattern for line in EXAMPLES for _, pattern, _, _ in find_newer(line)}
    complaints += [f"this test finds nothing for {pattern.pattern}" for pattern, _, _ in NEWER if pattern not in found]
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()

"""Writes packages/graph-engine/src/graph/operations.ts: what TensorFlow knows of its operations.

Eager execution infers attributes that a graph must state, and the binding does not tell which. The
facts are read from the native library itself, so nothing but @tensorflow/tfjs-node must be installed:

    python3 tools/golden/graph_operations.py [node_modules/@tensorflow/tfjs-node]
    npx prettier --write packages/graph-engine/src/graph/operations.ts

Kept are the operations that the files of tfjs-node name.
"""

import ctypes
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "packages/graph-engine/src/graph/operations.ts"
# What @sora-particles/graph-engine adds by itself.
OURS = {"StatelessRandomUniform"}


def fields(data):
    """The fields of a protobuf message, as (number, value)."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        tag = varint()
        kind = tag & 7
        if kind == 0:
            yield tag >> 3, varint()
            continue
        size = {1: 8, 2: None, 5: 4}[kind]
        if size is None:
            size = varint()
        yield tag >> 3, data[at : at + size]
        at += size


def first(message, number):
    """The text of a field, or ''."""
    return next((value.decode() for key, value in fields(message) if key == number), "")


def operation_list(package):
    """All OpDef messages of the native library."""
    folder = pathlib.Path(package) / "deps/lib"
    ctypes.CDLL(str(next(folder.glob("libtensorflow_framework.so*"))), mode=ctypes.RTLD_GLOBAL)
    found = [*folder.glob("libtensorflow_cc.so*"), *folder.glob("libtensorflow.so*")]
    library = ctypes.CDLL(str(found[0]), mode=ctypes.RTLD_GLOBAL)

    class Buffer(ctypes.Structure):
        _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("free", ctypes.c_void_p)]

    library.TF_GetAllOpList.restype = ctypes.POINTER(Buffer)
    buffer = library.TF_GetAllOpList().contents
    data = ctypes.string_at(buffer.data, buffer.length)
    return [value for number, value in fields(data) if number == 1]


def named_in(package):
    """Every operation that the package's own files may mean: kernels and words in quotes."""
    files = (pathlib.Path(package) / "dist").rglob("*.js")
    text = "".join(path.read_text() for path in files if not path.stem.endswith("_test"))
    return set(re.findall(r"(?:tfjs_1\.|['\"])([A-Z]\w+)", text))


def describe(message):
    """One line: the inputs, a bar, the attributes."""
    inputs, attributes, stateful = [], [], False
    for number, value in fields(message):
        if number == 2:  # ArgDef: 4 type_attr, 5 number_attr, 6 type_list_attr
            dtype, count, dtypes = (first(value, key) for key in (4, 5, 6))
            inputs.append(f"[{dtypes}]" if dtypes else f"{dtype or '-'}{'*' + count if count else ''}")
        elif number == 4:  # AttrDef: 1 name, 2 type, 3 default_value
            has_default = any(key == 3 for key, _ in fields(value))
            attributes.append(f"{first(value, 1)}:{first(value, 2)}{'?' if has_default else ''}")
        elif number == 17:
            stateful = bool(value)
    return f"{' '.join(inputs)} | {' '.join(attributes)}{' !' if stateful else ''}".strip()


def main():
    package = sys.argv[1] if len(sys.argv) > 1 else ROOT / "node_modules/@tensorflow/tfjs-node"
    wanted = named_in(package) | OURS
    lines = sorted(
        f"  {first(message, 1)}: '{describe(message)}',"
        for message in operation_list(package)
        if first(message, 1) in wanted
    )
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(
        "// Made by tools/golden/graph_operations.py.\n\n"
        "/**\n"
        " * The operations of TensorFlow that `@tensorflow/tfjs-node` names: their inputs (the attribute that\n"
        " * holds the type; `-` for a fixed one, `T*N` for `N` tensors of type `T`, `[T]` for tensors whose types\n"
        " * are the list `T`), a bar, and their attributes with their types (`?`: has a default). `!` marks an\n"
        " * operation with state or an effect.\n"
        " */\n"
        "export const operations: Readonly<Record<string, string>> = {\n"
        + "\n".join(lines)
        + "\n};\n"
    )
    print(f"{len(lines)} operations")


main()

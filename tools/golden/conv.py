"""Golden vectors of the layers of conv-recognizer, computed by Keras.

    python tools/golden/conv.py            # needs tensorflow 2.21, keras 3

Inputs and weights are not stored: both sides compute them by the formula `pattern`, which is exact in
32-bit integers and so gives the same bits in Python and TypeScript
(packages/conv-recognizer/test/support/pattern.ts). Only options and outputs are written, to
packages/conv-recognizer/test/golden/layers.json.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# oneDNN reorders sums; the plain kernels are the cleaner reference.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras  # noqa: E402
import numpy as np  # noqa: E402

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/conv-recognizer/test/golden"


def pattern(label, shape):
    """Numbers in [-1, 1) that depend on the label and the position only."""
    mask = np.uint64(0xFFFFFFFF)
    seed = 2166136261
    for byte in label.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    h = (np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(seed)) & mask
    h = (h * np.uint64(0x9E3779B1)) & mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(0x85EBCA77)) & mask
    h ^= h >> np.uint64(13)
    return (h.astype(np.float64) / 2**31 - 1).astype(np.float32).reshape(shape)


def rounded(array):
    """Seven significant digits: what float32 holds."""
    return [float(f"{value:.7g}") for value in np.asarray(array, dtype=np.float64).ravel()]


def conv2d(filters, kernel_size, strides=1, padding="valid", dilation=1, **rest):
    return keras.layers.Conv2D(
        filters, kernel_size, strides=strides, padding=padding, dilation_rate=dilation, **rest
    )


def depthwise(kernel_size, strides=1, padding="valid", dilation=1, **rest):
    return keras.layers.DepthwiseConv2D(
        kernel_size, strides=strides, padding=padding, dilation_rate=dilation, **rest
    )


def separable(filters, kernel_size, strides=1, padding="valid", dilation=1, **rest):
    return keras.layers.SeparableConv2D(
        filters, kernel_size, strides=strides, padding=padding, dilation_rate=dilation, **rest
    )


def max_pool(pool_size=2, **rest):
    return keras.layers.MaxPooling2D(pool_size, **rest)


def average_pool(pool_size=2, **rest):
    return keras.layers.AveragePooling2D(pool_size, **rest)


# Keras' names of options and weights, and ours.
LAYERS = {
    "conv2d": (conv2d, ["kernel", "bias"]),
    "depthwiseConv2d": (depthwise, ["kernel", "bias"]),
    "separableConv2d": (separable, ["depthwiseKernel", "pointwiseKernel", "bias"]),
    "maxPool2d": (max_pool, []),
    "averagePool2d": (average_pool, []),
    "globalAveragePool": (keras.layers.GlobalAveragePooling2D, []),
    "globalMaxPool": (keras.layers.GlobalMaxPooling2D, []),
}


def snake(name):
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


CASES = [
    ("conv2d", dict(filters=3, kernelSize=3), (2, 7, 5, 2)),
    ("conv2d", dict(filters=3, kernelSize=3, padding="same"), (1, 7, 5, 2)),
    ("conv2d", dict(filters=2, kernelSize=3, strides=2), (1, 7, 6, 3)),
    ("conv2d", dict(filters=2, kernelSize=3, strides=2, padding="same"), (1, 7, 6, 3)),
    ("conv2d", dict(filters=2, kernelSize=[3, 2], strides=[2, 1], padding="same"), (2, 6, 5, 1)),
    ("conv2d", dict(filters=2, kernelSize=[1, 4], strides=[1, 3]), (1, 3, 11, 2)),
    ("conv2d", dict(filters=2, kernelSize=4, padding="same"), (1, 5, 6, 2)),
    ("conv2d", dict(filters=4, kernelSize=1, strides=2, padding="same"), (1, 5, 7, 2)),
    ("conv2d", dict(filters=2, kernelSize=3, dilation=2), (2, 7, 6, 2)),
    ("conv2d", dict(filters=2, kernelSize=3, dilation=2, padding="same"), (1, 7, 6, 2)),
    ("conv2d", dict(filters=2, kernelSize=[2, 3], dilation=[3, 2], padding="same"), (1, 8, 5, 1)),
    ("conv2d", dict(filters=2, kernelSize=[2, 3], dilation=[1, 2]), (1, 4, 9, 1)),
    ("conv2d", dict(filters=3, kernelSize=2, useBias=False), (1, 4, 4, 2)),
    ("conv2d", dict(filters=3, kernelSize=3, activation="relu"), (1, 5, 5, 2)),
    ("conv2d", dict(filters=3, kernelSize=3, activation="tanh", padding="same"), (1, 4, 3, 2)),
    ("conv2d", dict(filters=2, kernelSize=5, padding="same"), (1, 3, 2, 1)),
    ("depthwiseConv2d", dict(kernelSize=3), (2, 7, 5, 2)),
    ("depthwiseConv2d", dict(kernelSize=3, padding="same"), (1, 6, 5, 3)),
    ("depthwiseConv2d", dict(kernelSize=3, strides=2), (1, 7, 6, 2)),
    ("depthwiseConv2d", dict(kernelSize=3, strides=2, padding="same", depthMultiplier=2), (1, 7, 6, 2)),
    ("depthwiseConv2d", dict(kernelSize=[2, 3], depthMultiplier=3, useBias=False), (1, 5, 4, 2)),
    ("depthwiseConv2d", dict(kernelSize=3, dilation=2, padding="same"), (1, 7, 6, 2)),
    ("depthwiseConv2d", dict(kernelSize=2, dilation=3, depthMultiplier=2), (1, 7, 6, 2)),
    ("depthwiseConv2d", dict(kernelSize=3, activation="relu6", padding="same"), (1, 4, 4, 2)),
    ("separableConv2d", dict(filters=3, kernelSize=3), (2, 6, 5, 2)),
    ("separableConv2d", dict(filters=3, kernelSize=3, strides=2, padding="same"), (1, 7, 6, 2)),
    ("separableConv2d", dict(filters=4, kernelSize=[3, 2], depthMultiplier=2), (1, 5, 4, 2)),
    ("separableConv2d", dict(filters=2, kernelSize=3, dilation=2, padding="same"), (1, 7, 6, 2)),
    ("separableConv2d", dict(filters=3, kernelSize=2, useBias=False, activation="relu"), (1, 4, 4, 2)),
    ("maxPool2d", dict(), (2, 7, 5, 2)),
    ("maxPool2d", dict(poolSize=3, strides=2, padding="same"), (1, 7, 6, 2)),
    ("maxPool2d", dict(poolSize=3, strides=1), (1, 5, 6, 1)),
    ("maxPool2d", dict(poolSize=[2, 3], strides=[1, 2], padding="same"), (1, 5, 6, 2)),
    ("averagePool2d", dict(), (2, 7, 5, 2)),
    ("averagePool2d", dict(poolSize=3, strides=2, padding="same"), (1, 7, 6, 2)),
    ("averagePool2d", dict(poolSize=3, strides=1), (1, 5, 6, 1)),
    ("averagePool2d", dict(poolSize=[2, 3], strides=[1, 2], padding="same"), (1, 5, 6, 2)),
    ("globalAveragePool", dict(), (2, 5, 3, 4)),
    ("globalMaxPool", dict(), (2, 5, 3, 4)),
]


def run(layer, options, input_shape):
    make, weights = LAYERS[layer]
    module = make(
        **{snake(k): tuple(v) if isinstance(v, list) else v for k, v in options.items()}
    )
    x = pattern("x", input_shape)
    module.build(x.shape)
    names = [w for w in weights if w != "bias" or options.get("useBias", True)]
    assert len(names) == len(module.weights)
    module.set_weights([pattern(name, w.shape) for name, w in zip(names, module.weights)])
    y = np.asarray(module(x))
    return dict(
        layer=layer,
        options=options,
        inputShape=list(input_shape),
        weights={name: list(w.shape) for name, w in zip(names, module.weights)},
        outputShape=list(y.shape),
        output=rounded(y),
    )


if __name__ == "__main__":
    OUTPUT.mkdir(parents=True, exist_ok=True)
    cases = [run(*case) for case in CASES]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (OUTPUT / "layers.json").write_text(f"[\n{lines}\n]\n")

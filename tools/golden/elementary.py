"""Golden vectors of the elementary particles, made with Keras 3 on TensorFlow.

Writes packages/combinator-core/test/golden/elementary.json. Run from the root of the repository:

    pip install tensorflow-cpu==2.21.0 keras==3.15.1 jax==0.10.2
    python tools/golden/elementary.py
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402
import numpy as np  # noqa: E402
from jax.extend.random import threefry_2x32  # noqa: E402

OUT = "packages/combinator-core/test/golden/elementary.json"
rng = np.random.default_rng(20261123)


def draw(*shape, scale=1.0, shift=0.0):
    return (rng.standard_normal(shape) * scale + shift).astype(np.float32)


def out(array):
    """Numbers that read back as the same float32."""
    array = np.asarray(array, dtype=np.float32)
    return {"shape": list(array.shape), "values": [float(f"{v:.9g}") for v in array.ravel()]}


def dense_cases():
    cases = []
    for activation in ["linear", "relu", "gelu", "tanh"]:
        for shape, units, use_bias in [((3, 4), 2, True), ((2, 3, 4), 5, False)]:
            x, kernel, bias = draw(*shape), draw(shape[-1], units), draw(units)
            layer = keras.layers.Dense(units, activation=activation, use_bias=use_bias)
            layer.build(x.shape)
            layer.set_weights([kernel, bias] if use_bias else [kernel])
            cases.append(
                {
                    "activation": activation,
                    "useBias": use_bias,
                    "x": out(x),
                    "kernel": out(kernel),
                    "bias": out(bias),
                    "y": out(layer(x)),
                }
            )
    return cases


def activation_cases():
    a = keras.activations
    x = np.concatenate(
        [np.array([0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 7.5, -8.0, 20.0, -20.0]), draw(14, scale=2.5)]
    ).astype(np.float32)
    functions = {
        "linear": lambda v: v,
        "relu": a.relu,
        "relu6": a.relu6,
        "leakyRelu": lambda v: a.leaky_relu(v, negative_slope=0.2),
        "leakyRelu 0.05": lambda v: a.leaky_relu(v, negative_slope=0.05),
        "elu": a.elu,
        "elu 1.7": lambda v: a.elu(v, alpha=1.7),
        "selu": a.selu,
        "gelu": lambda v: a.gelu(v, approximate=False),
        "gelu approximate": lambda v: a.gelu(v, approximate=True),
        "silu": a.silu,
        "tanh": a.tanh,
        "sigmoid": a.sigmoid,
        "softplus": a.softplus,
        "softsign": a.softsign,
        "hardSigmoid": a.hard_sigmoid,
        "hardSwish": a.hard_silu,
        "mish": a.mish,
    }
    small = np.clip(x, -8, 8)
    return {
        "x": out(x),
        "y": {name: out(f(keras.ops.convert_to_tensor(x))) for name, f in functions.items()},
        "exponential": {"x": out(small), "y": out(a.exponential(keras.ops.convert_to_tensor(small)))},
        "softmax": {
            "x": out(x.reshape(2, 3, 4)),
            "y": out(a.softmax(keras.ops.convert_to_tensor(x.reshape(2, 3, 4)))),
        },
    }


def normalization_cases():
    x = draw(4, 3, 2, 5, scale=2.0, shift=0.5)
    gamma, beta = draw(5), draw(5)
    mean, variance = draw(5), np.abs(draw(5)) + 0.1
    batch = keras.layers.BatchNormalization(momentum=0.8, epsilon=0.002)
    batch.build(x.shape)
    batch.set_weights([gamma, beta, mean, variance])
    inference = out(batch(x, training=False))
    training = out(batch(x, training=True))
    _, _, moving_mean, moving_variance = batch.get_weights()
    layer = keras.layers.LayerNormalization(epsilon=0.002)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    return {
        "x": out(x),
        "gamma": out(gamma),
        "beta": out(beta),
        "movingMean": out(mean),
        "movingVariance": out(variance),
        "batch": {
            "momentum": 0.8,
            "epsilon": 0.002,
            "inference": inference,
            "training": training,
            "movingMean": out(moving_mean),
            "movingVariance": out(moving_variance),
        },
        "layer": {"epsilon": 0.002, "y": out(layer(x))},
    }


def initializer_cases():
    """Statistics of many draws, as the bits of Keras' own random numbers differ from ours."""
    names = {
        "glorotUniform": keras.initializers.GlorotUniform,
        "glorotNormal": keras.initializers.GlorotNormal,
        "heUniform": keras.initializers.HeUniform,
        "heNormal": keras.initializers.HeNormal,
        "lecunUniform": keras.initializers.LecunUniform,
        "lecunNormal": keras.initializers.LecunNormal,
    }
    cases = []
    for name, initializer in names.items():
        for shape in [(60, 500), (3, 3, 40, 80), (30000,)]:
            values = np.asarray(initializer(seed=7)(shape), dtype=np.float64)
            cases.append(
                {
                    "initializer": name,
                    "shape": list(shape),
                    "standardDeviation": float(f"{values.std():.6g}"),
                    "largest": float(f"{np.abs(values).max():.6g}"),
                }
            )
    return cases


def threefry_cases():
    """JAX's threefry-2x32, besides the published test vectors."""
    cases = []
    for _ in range(4):
        key, counter = (rng.integers(0, 2**32, 2, dtype=np.uint32) for _ in range(2))
        words = np.asarray(threefry_2x32(key, counter))
        cases.append({"key": key.tolist(), "counter": counter.tolist(), "words": words.tolist()})
    return cases


golden = {
    "madeWith": f"keras {keras.__version__} on {keras.backend.backend()}",
    "dense": dense_cases(),
    "activations": activation_cases(),
    "normalization": normalization_cases(),
    "initializers": initializer_cases(),
    "threefry": threefry_cases(),
}
with open(OUT, "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")

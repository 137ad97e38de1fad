"""Golden vectors of the networks of conv-recognizer, computed by Keras.

    python tools/golden/conv_networks.py            # needs tensorflow 2.21, keras 3

As in conv.py neither images nor weights are stored: both sides compute them from the paths of the
weights. The layers of the Keras models are named by our paths, with "." for "/". MobileNetV2 is the
one of keras.applications, with its names translated. Writes
packages/conv-recognizer/test/golden/networks.json.
"""

import json

from conv import OUTPUT, pattern, rounded  # sets the environment of TensorFlow, so it comes first
import keras
import numpy as np
from keras import layers

# ---------------------------------------------------------------- networks


def conv(x, name, filters, kernel_size, strides=1, padding="same", **rest):
    rest = {"use_bias": False, **rest}
    return layers.Conv2D(filters, kernel_size, strides=strides, padding=padding, name=name, **rest)(x)


def norm(x, name, momentum=0.99):
    return layers.BatchNormalization(name=name, momentum=momentum)(x)


def relu(x):
    return layers.Activation("relu")(x)


def digits():
    x = images = keras.Input((28, 28, 1))
    x = conv(x, "features.conv1", 32, 3, padding="valid", activation="relu", use_bias=True)
    x = layers.Flatten()(layers.MaxPooling2D(2)(x))
    x = layers.Dense(64, activation="relu", name="features.hidden")(x)
    return keras.Model(images, layers.Dense(10, name="logits")(x))


def le_net():
    x = images = keras.Input((28, 28, 1))
    x = relu(norm(conv(x, "features.conv1", 16, 5, padding="valid"), "features.norm1", 0.9))
    x = layers.MaxPooling2D(2)(x)
    x = relu(norm(conv(x, "features.conv2", 32, 3, padding="valid"), "features.norm2", 0.9))
    x = relu(norm(conv(x, "features.conv3", 64, 3, padding="valid"), "features.norm3", 0.9))
    x = layers.Flatten()(layers.MaxPooling2D(2)(x))
    x = layers.Dense(128, use_bias=False, name="features.hidden")(x)
    x = relu(norm(x, "features.norm4", 0.9))
    return keras.Model(images, layers.Dense(10, name="logits")(x))


def post_activated(x, at, filters, strides):
    y = relu(norm(conv(x, f"{at}.residual.conv1", filters, 3, strides), f"{at}.residual.norm1"))
    y = norm(conv(y, f"{at}.residual.conv2", filters, 3), f"{at}.residual.norm2")
    if strides != 1:
        x = norm(
            conv(x, f"{at}.residual.shortcut.conv", filters, 1, strides),
            f"{at}.residual.shortcut.norm",
        )
    return relu(layers.Add()([x, y]))


def pre_activated(x, at, filters, strides):
    inner = at if strides == 1 else f"{at}.residual"
    h = relu(norm(x, f"{at}.norm1"))
    y = relu(norm(conv(h, f"{inner}.conv1", filters, 3, strides), f"{inner}.norm2"))
    y = conv(y, f"{inner}.conv2", filters, 3)
    if strides != 1:
        x = conv(h, f"{inner}.shortcut", filters, 1, strides)
    return layers.Add()([x, y])


def res_net(block, pre_activation):
    x = images = keras.Input((15, 12, 3))
    x = conv(x, "features.conv", 16, 3)
    if not pre_activation:
        x = relu(norm(x, "features.norm"))
    for stage, filters in enumerate([16, 32, 64]):
        x = block(x, f"features.stage{stage + 1}_block1", filters, 1 if stage == 0 else 2)
    if pre_activation:
        x = relu(norm(x, "features.norm"))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(images, layers.Dense(10, name="logits")(x))


def mobile_net():
    x = images = keras.Input((40, 33, 3))
    inner = keras.applications.MobileNetV2(
        alpha=0.35, weights=None, classes=7, classifier_activation=None, input_shape=(40, 33, 3)
    )
    return keras.Model(images, inner(layers.Rescaling(2, -1)(x)))


NETWORKS = {
    "digitsRecognizer": (digits, {}),
    "leNet": (le_net, dict(dropout=0)),
    "resNet": (lambda: res_net(post_activated, False), dict(depth=8, input=[15, 12, 3])),
    "resNet (pre-activated)": (
        lambda: res_net(pre_activated, True),
        dict(depth=8, input=[15, 12, 3], preActivation=True),
    ),
    "mobileNet": (mobile_net, dict(alpha=0.35, classes=7, input=[40, 33, 3], dropout=0)),
}

# ---------------------------------------------------------------- weights

WEIGHTS = {
    "kernel": "kernel",
    "depthwise_kernel": "kernel",
    "bias": "bias",
    "gamma": "gamma",
    "beta": "beta",
    "moving_mean": "movingMean",
    "moving_variance": "movingVariance",
}


def layer_path(name):
    """Our path of a layer, from the name that it has in Keras."""
    fixed = {
        "Conv1": "features.conv",
        "bn_Conv1": "features.norm",
        "Conv_1": "features.lastConv",
        "Conv_1_bn": "features.lastNorm",
        "predictions": "logits",
    }
    if name in fixed:
        return fixed[name].replace(".", "/")
    for prefix in ["expanded_conv_", "block_"]:
        if name.startswith(prefix):
            number, _, part = (
                ("0", "", name[len(prefix) :])
                if prefix == "expanded_conv_"
                else name[len(prefix) :].partition("_")
            )
            # Blocks with a way around them are residuals, whose own steps have no further segment.
            return f"features/block{number}/{part.replace('_BN', 'Norm')}"
    return name.replace(".", "/")


def weight(path, shape):
    """Values of a size that keeps activations in their range: He uniform, and near 1 or 0."""
    kind = path.rsplit("/", 1)[1]
    values = pattern(path, shape).astype(np.float64)
    if kind == "kernel":
        inputs = shape[0] * shape[1] if "depthwise" in path else int(np.prod(shape[:-1]))
        values *= np.sqrt(6 / inputs)
    elif kind == "gamma":
        values = 1 + 0.2 * values
    elif kind == "movingVariance":
        values = 1 + 0.5 * values
    else:
        values *= 0.1
    return values.astype(np.float32)


def variables_of(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from variables_of(layer)
        else:
            for variable in layer.weights:
                yield f"{layer_path(layer.name)}/{WEIGHTS[variable.name]}", variable


def run(name, make, options):
    keras.backend.clear_session()
    model = make()
    variables = dict(variables_of(model))
    for inner in model.layers:
        for layer in getattr(inner, "layers", []):
            if isinstance(layer, layers.BatchNormalization):
                layer.momentum = 0.99  # keras.applications has 0.999, too slow for short trainings
    for path, variable in variables.items():
        variable.assign(weight(path, tuple(variable.shape)))
    x = (pattern("image", (2, *model.input_shape[1:])).astype(np.float64) / 2 + 0.5).astype(np.float32)
    logits = np.asarray(model(x, training=False))
    trained = np.asarray(model(x, training=True))
    # Two numbers tell whether all moving averages have moved as they should.
    moved = {
        kind: float(sum(np.sum(np.asarray(v, dtype=np.float64)) for p, v in variables.items() if p.endswith(kind)))
        for kind in ["movingMean", "movingVariance"]
    }
    return dict(
        network=name.split(" ")[0],
        options=options,
        inputShape=list(x.shape),
        parameters=int(sum(np.prod(v.shape) for v in variables.values())),
        logits=rounded(logits),
        trainingLogits=rounded(trained),
        movedSums={kind: float(f"{value:.7g}") for kind, value in moved.items()},
    )


if __name__ == "__main__":
    # Batch normalisation of few samples amplifies rounding: in float32 Keras itself is 1e-3 off.
    keras.config.set_floatx("float64")
    cases = [run(name, make, options) for name, (make, options) in NETWORKS.items()]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (OUTPUT / "networks.json").write_text(f"[\n{lines}\n]\n")

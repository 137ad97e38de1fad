"""Golden vectors of embedding, attention and pooling of rnn-text, computed by Keras.

    python tools/golden/attention.py            # needs tensorflow 2.21, keras 3

Neither inputs nor weights are stored: both sides compute them by the formula `pattern` of conv.py. Only
options, masks, outputs and gradients are written, to packages/rnn-text/test/golden/attention.json.

The loss is the sum of the output times pattern("loss"). What Keras gives for a step that is masked itself
is left out of both: there it is a mean over all keys, here zeros.
"""

import json
import pathlib

from conv import pattern, rounded  # sets the environment of TensorFlow, so it comes first
import keras
import numpy as np
import tensorflow as tf
from keras import layers

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/rnn-text/test/golden/attention.json"

# ---------------------------------------------------------------- what Keras has for a particle
#
# Each takes our options and gives a layer, which is a function of inputs by port, and its parts by path.


class Part:
    """A layer with our names: the paths of its weights, and how it is called."""

    def __init__(self, call, parts):
        self.call, self.parts = call, parts

    def weights(self):
        """Our path and the variable of each weight, once the layer has been called."""
        for path, part in self.parts.items():
            if isinstance(part, Part):
                for inner, variable in part.weights():
                    yield f"{path}/{inner}", variable
                continue
            for variable in part.weights:
                # "multi_head_attention/attention_output/kernel" is "output/kernel" for us.
                own = variable.path.split("/")[1:]
                name = "/".join(own).replace("attention_output", "output")
                yield "/".join(filter(None, [path, name])), variable


def embedding(inputSize, units):
    layer = layers.Embedding(inputSize, units)
    return Part(lambda x: layer(x), {"": layer})


def sequence_pooling(mode):
    if mode == "average":
        layer = layers.GlobalAveragePooling1D()
        return Part(lambda x, mask=None: layer(x, mask=mask), {})
    layer = layers.GlobalMaxPooling1D()
    return Part(lambda x: layer(x), {})


def dot_product_attention(memory=False, causal=False, scale="squareRoot", returnScores=False):
    layer = layers.Attention(use_scale=scale == "learned")

    def call(x, mask=None, memory=None, memoryMask=None):
        source, sourceMask = (x, mask) if memory is None else (memory, memoryMask)
        query = x / np.sqrt(x.shape[-1]).astype("float32") if scale == "squareRoot" else x
        return layer(
            [query, source],
            mask=[mask, sourceMask],
            use_causal_mask=causal,
            return_attention_scores=returnScores,
        )

    return Part(call, {"": layer})


class Additive:
    """Two kernels and a scale under our names."""

    def __init__(self, units):
        self.query = layers.Dense(units, use_bias=False)
        self.key = layers.Dense(units, use_bias=False)
        self.layer = layers.AdditiveAttention()


def additive_attention(units, memory=False, causal=False, returnScores=False):
    a = Additive(units)

    def call(x, mask=None, memory=None, memoryMask=None):
        source, sourceMask = (x, mask) if memory is None else (memory, memoryMask)
        return a.layer(
            [a.query(x), source, a.key(source)],
            mask=[mask, sourceMask, sourceMask],
            use_causal_mask=causal,
            return_attention_scores=returnScores,
        )

    part = Part(call, {})
    part.weights = lambda: [
        ("queryKernel", a.query.kernel),
        ("keyKernel", a.key.kernel),
        ("scale", a.layer.scale),
    ]
    return part


def multi_head_attention(
    heads,
    headSize,
    valueSize=None,
    outputSize=None,
    memory=False,
    causal=False,
    useBias=True,
    returnScores=False,
):
    layer = layers.MultiHeadAttention(
        heads, headSize, value_dim=valueSize, output_shape=outputSize, use_bias=useBias
    )

    def call(x, mask=None, memory=None, memoryMask=None):
        source, sourceMask = (x, mask) if memory is None else (memory, memoryMask)
        return layer(
            x,
            source,
            query_mask=mask,
            value_mask=sourceMask,
            use_causal_mask=causal,
            return_attention_scores=returnScores,
        )

    return Part(call, {"": layer})


def feed_forward(units, hiddenUnits, activation):
    hidden, output = layers.Dense(hiddenUnits, activation=activation), layers.Dense(units)
    return Part(lambda x: output(hidden(x)), {"hidden": hidden, "output": output})


def block(units, heads, hiddenUnits, activation, normalizeFirst, epsilon, causal, memory):
    attend = dict(heads=heads, headSize=units // heads, outputSize=units)
    parts = {"attention": multi_head_attention(**attend, causal=causal)}
    if memory:
        parts["memoryAttention"] = multi_head_attention(**attend, memory=True)
    parts["feedForward"] = feed_forward(units, hiddenUnits, activation)
    norms = {f"{name}Norm": layers.LayerNormalization(epsilon=epsilon) for name in parts}

    def call(x, mask=None, memory=None, memoryMask=None):
        arguments = {
            "attention": dict(mask=mask),
            "memoryAttention": dict(mask=mask, memory=memory, memoryMask=memoryMask),
            "feedForward": {},
        }
        for name, part in parts.items():
            norm = norms[f"{name}Norm"]
            if normalizeFirst:
                x = x + part.call(norm(x), **arguments[name])
            else:
                x = norm(x + part.call(x, **arguments[name]))
        return x

    return Part(call, {**parts, **norms})


def transformer_encoder_block(
    units, heads, hiddenUnits, activation="relu", normalizeFirst=False, epsilon=1e-5
):
    return block(units, heads, hiddenUnits, activation, normalizeFirst, epsilon, False, False)


def transformer_decoder_block(
    units, heads, hiddenUnits, activation="relu", normalizeFirst=False, epsilon=1e-5, memory=True
):
    return block(units, heads, hiddenUnits, activation, normalizeFirst, epsilon, True, memory)


PARTICLES = {
    "embedding": embedding,
    "sequencePooling": sequence_pooling,
    "dotProductAttention": dot_product_attention,
    "additiveAttention": additive_attention,
    "multiHeadAttention": multi_head_attention,
    "transformerEncoderBlock": transformer_encoder_block,
    "transformerDecoderBlock": transformer_decoder_block,
}

# ---------------------------------------------------------------- cases

X = dict(x=(2, 4, 3))
WIDE = dict(x=(2, 4, 6))
CROSS = dict(x=(2, 3, 4), memory=(2, 5, 4))
UNLIKE = dict(x=(2, 3, 4), memory=(2, 5, 3))
BLOCK = dict(units=6, heads=2, hiddenUnits=5)
MASK = dict(mask=[[1, 1, 1, 0], [1, 1, 0, 0]])
HOLES = dict(mask=[[1, 0, 1, 1], [1, 1, 0, 1]])
MASKS = dict(mask=[[1, 1, 0], [1, 1, 1]], memoryMask=[[1, 1, 1, 0, 0], [0, 1, 1, 0, 1]])

CASES = [
    ("embedding", dict(inputSize=5, units=3), dict(x=[[4, 0, 2], [2, 2, 1]]), {}),
    ("sequencePooling", dict(mode="average"), X, {}),
    ("sequencePooling", dict(mode="average"), X, MASK),
    ("sequencePooling", dict(mode="average"), X, HOLES),
    ("sequencePooling", dict(mode="max"), X, {}),
    ("dotProductAttention", dict(scale="none", returnScores=True), X, {}),
    ("dotProductAttention", dict(returnScores=True), X, MASK),
    ("dotProductAttention", dict(scale="learned", causal=True), X, {}),
    ("dotProductAttention", dict(causal=True, returnScores=True), X, HOLES),
    ("dotProductAttention", dict(memory=True), CROSS, {}),
    ("dotProductAttention", dict(memory=True, scale="learned"), CROSS, MASKS),
    ("additiveAttention", dict(units=5, returnScores=True), X, {}),
    ("additiveAttention", dict(units=2, causal=True), X, HOLES),
    ("additiveAttention", dict(units=3, memory=True, returnScores=True), UNLIKE, MASKS),
    ("multiHeadAttention", dict(heads=2, headSize=3, returnScores=True), X, {}),
    ("multiHeadAttention", dict(heads=1, headSize=2), X, MASK),
    ("multiHeadAttention", dict(heads=3, headSize=2, valueSize=1, outputSize=5), X, HOLES),
    ("multiHeadAttention", dict(heads=2, headSize=2, causal=True, useBias=False), X, {}),
    ("multiHeadAttention", dict(heads=2, headSize=2, causal=True, returnScores=True), X, HOLES),
    ("multiHeadAttention", dict(heads=2, headSize=2, memory=True, valueSize=3), UNLIKE, {}),
    ("multiHeadAttention", dict(heads=2, headSize=3, memory=True, returnScores=True), UNLIKE, MASKS),
    ("transformerEncoderBlock", BLOCK, WIDE, {}),
    ("transformerEncoderBlock", dict(**BLOCK, activation="tanh", epsilon=0.01), WIDE, MASK),
    ("transformerEncoderBlock", dict(**BLOCK, normalizeFirst=True), WIDE, MASK),
    ("transformerDecoderBlock", BLOCK, dict(x=(2, 3, 6), memory=(2, 5, 4)), MASKS),
    (
        "transformerDecoderBlock",
        dict(**BLOCK, normalizeFirst=True),
        dict(x=(2, 3, 6), memory=(2, 5, 4)),
        {},
    ),
    ("transformerDecoderBlock", dict(**BLOCK, memory=False), WIDE, MASK),
]


def pairwise(y, mask, is_pooled):
    """The output with zeros where the step itself is masked."""
    if mask is None or is_pooled:
        return y
    time = 2 if len(y.shape) == 4 else 1
    shape = [mask.shape[0], *[1] * (time - 1), mask.shape[1], *[1] * (len(y.shape) - time - 1)]
    return y * tf.reshape(tf.cast(mask, "float32"), shape)


def run(particle, options, given, masks):
    part = PARTICLES[particle](**options)
    is_embedding = particle == "embedding"
    inputs = {
        port: tf.constant(value if is_embedding else pattern(port, value))
        for port, value in given.items()
    }
    bools = {port: tf.constant(np.array(mask, dtype=bool)) for port, mask in masks.items()}
    part.call(**inputs, **bools)  # makes the weights
    weights = dict(part.weights())
    for path, variable in weights.items():
        variable.assign(pattern(path, variable.shape))
    with tf.GradientTape() as tape:
        tape.watch(list(inputs.values()))
        y = part.call(**inputs, **bools)
        outputs = dict(zip(["y", "scores"], y if isinstance(y, (list, tuple)) else [y]))
        outputs = {
            port: pairwise(value, bools.get("mask"), particle == "sequencePooling")
            for port, value in outputs.items()
        }
        loss = tf.reduce_sum(outputs["y"] * pattern("loss", outputs["y"].shape))
    at = {**({} if is_embedding else inputs), **{p: v.value for p, v in weights.items()}}
    slopes = tape.gradient(loss, at)
    return dict(
        particle=particle,
        options=options,
        inputs=given if is_embedding else {port: list(shape) for port, shape in given.items()},
        masks=masks,
        weights={path: list(variable.shape) for path, variable in weights.items()},
        outputs={
            port: dict(shape=list(value.shape), values=rounded(value))
            for port, value in outputs.items()
        },
        gradients={name: rounded(tf.convert_to_tensor(slope)) for name, slope in slopes.items()},
    )


if __name__ == "__main__":
    results = [json.dumps(run(*case)) for case in CASES]
    OUTPUT.write_text("[\n" + ",\n".join(results) + "\n]\n")
    print(f"{len(results)} cases, keras {keras.__version__}, tensorflow {tf.__version__}")

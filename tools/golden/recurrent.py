"""Golden vectors of the recurrent particles of rnn-text, computed by Keras.

    python tools/golden/recurrent.py       # needs tensorflow 2.21, keras 3.15

Inputs and weights are not stored: both sides compute them by the formula `pattern`, which is exact in
32-bit integers and so gives the same bits in Python and TypeScript
(packages/rnn-text/test/support/pattern.ts). Written are options, outputs, and the gradients of a fixed
projection of all outputs, to packages/rnn-text/test/golden/recurrent.json.
"""

import json
import pathlib

from conv import pattern  # sets the environment of TensorFlow, so it comes first
import keras
import numpy as np
import tensorflow as tf

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/rnn-text/test/golden"


def rounded(array):
    """Six significant digits: more than the tolerance that they are compared with."""
    return [float(f"{value:.6g}") for value in np.asarray(array, dtype=np.float64).ravel()]


LAYERS = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
STATES = {"lstm": ["hidden", "cell"], "gru": ["hidden"]}

# Which steps of 5 hold something: all, padding behind, before and between, one step, and none at all.
MASK = ["11111", "11100", "00111", "10101", "00001", "00000"]


def snake(name):
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def make(layer, options):
    names = {"hardSigmoid": "hard_sigmoid"}
    given = {snake(k): names.get(v, v) for k, v in options.items()}
    return LAYERS[layer](**given, use_cudnn=False)


def set_weights(module, prefix):
    names = ["kernel", "recurrentKernel", "bias"]
    paths = [prefix + name for name, _ in zip(names, module.weights)]
    module.set_weights([pattern(path, w.shape) for path, w in zip(paths, module.weights)])
    return dict(zip(paths, module.trainable_variables))


def run(case):
    layer, options, shape = case["layer"], case["options"], case["shape"]
    two_ways, mask = case.get("merge"), case.get("mask")
    directions = ["forward", "backward"] if two_ways else [""]
    x = tf.constant(pattern("x", shape))
    single = make(layer, options)
    module = keras.layers.Bidirectional(single, merge_mode=two_ways) if two_ways else single
    module.build(x.shape)
    weights = {}
    parts = [module.forward_layer, module.backward_layer] if two_ways else [module]
    for direction, part in zip(directions, parts):
        weights |= set_weights(part, f"{direction}/" if direction else "")
    ports = [
        f"{direction}.{state}" if direction else state
        for direction in directions
        for state in STATES[layer]
    ]
    states = [tf.constant(pattern(p, (shape[0], options["units"]))) for p in ports]
    given = dict(zip(ports, states)) if case.get("first") else {}
    real = None if mask is None else tf.constant([[c == "1" for c in row] for row in mask])
    with tf.GradientTape() as tape:
        watched = {"x": x, **given}
        tape.watch(list(watched.values()))
        results = module(x, mask=real, initial_state=states if case.get("first") else None)
        results = results if isinstance(results, (list, tuple)) else [results]
        outputs = dict(zip(["y", *ports], results))
        loss = sum(
            tf.reduce_sum(value * pattern(f"loss {port}", value.shape))
            for port, value in outputs.items()
        )
    wanted = {**watched, **{path: w.value for path, w in weights.items()}}
    gradients = tape.gradient(loss, list({**watched, **weights}.values()))
    return dict(
        **case,
        weights={path: list(w.shape) for path, w in weights.items()},
        outputs={p: dict(shape=list(v.shape), values=rounded(v)) for p, v in outputs.items()},
        gradients={name: rounded(g) for name, g in zip(wanted, gradients)},
    )


def cases():
    for layer in LAYERS:
        def case(shape=(2, 3, 2), units=3, mask=None, first=False, merge=None, **options):
            rest = dict(mask=mask, first=first, merge=merge)
            return dict(
                layer=layer,
                options=dict(units=units, **options),
                shape=list(shape),
                **{key: value for key, value in rest.items() if value},
            )

        masked = dict(shape=(6, 5, 2), units=2, mask=MASK)
        yield case()
        yield case(shape=(1, 1, 1), units=1)
        yield case(returnSequences=True)
        yield case(returnState=True)
        yield case(returnSequences=True, returnState=True, first=True)
        yield case(goBackwards=True, returnSequences=True)
        yield case(goBackwards=True, returnState=True)
        yield case(useBias=False, returnSequences=True)
        yield case(activation="relu", recurrentActivation="hardSigmoid", returnSequences=True)
        yield case(activation="softsign", recurrentActivation="tanh")
        yield case(**masked)
        yield case(**masked, returnSequences=True)
        yield case(**masked, returnSequences=True, returnState=True, first=True)
        yield case(**masked, first=True)
        yield case(**masked, goBackwards=True, returnSequences=True, returnState=True)
        yield case(**masked, goBackwards=True, first=True)
        for merge in ["concat", "sum", "ave", "mul"]:
            yield case(merge=merge, returnSequences=merge in ("concat", "ave"))
        yield case(merge="concat")
        yield case(merge="sum", returnSequences=True, returnState=True, first=True)
        yield case(**masked, merge="concat")
        yield case(**masked, merge="concat", returnSequences=True)
        yield case(**masked, merge="mul", returnSequences=True, returnState=True)
        if layer == "lstm":
            yield case(unitForgetBias=False)
        else:
            yield case(resetAfter=False, returnSequences=True)
            yield case(resetAfter=False, useBias=False)
            yield case(**masked, resetAfter=False, returnSequences=True, returnState=True)


if __name__ == "__main__":
    OUTPUT.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(run(c), separators=(",", ":")) for c in cases())
    (OUTPUT / "recurrent.json").write_text(f"[\n{lines}\n]\n")

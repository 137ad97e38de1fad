"""Keras as a contestant: `keras_peer.py <tensorflow|jax>`.

Reads requests line by line on its standard input and answers each, as measure/serve.ts does; see
measure/protocol.ts. Used as Keras's users do: `model.fit`, and `predict_on_batch`, its fastest way to
answer a batch. Everything else is as Keras chooses by itself, threads and compilation included.
"""

import json
import os
import platform
import resource
import sys
import time

os.environ["KERAS_BACKEND"] = sys.argv[1]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
MARK = "@bench "


def reply(answer):
    print(MARK + json.dumps({"answer": answer}), flush=True)


def requests():
    """Until the input ends, which ends the process."""
    for line in sys.stdin:
        yield json.loads(line)
    os._exit(0)


def about():
    import keras

    name = keras.backend.backend()
    library = __import__(name)
    return (
        f"Keras {keras.__version__} on {'TensorFlow' if name == 'tensorflow' else 'JAX'} "
        f"{library.__version__}, Python {platform.python_version()}"
    )


def read_problem(folder):
    import numpy

    with open(os.path.join(folder, "problem.json"), encoding="utf8") as file:
        entries = json.load(file)
    arrays = {
        entry["name"]: numpy.fromfile(os.path.join(folder, entry["file"]), entry["dtype"]).reshape(
            entry["shape"]
        )
        for entry in entries
    }
    return arrays.pop("x"), arrays.pop("y"), arrays


def digits(x, width=1):
    from keras import layers

    x = layers.Conv2D(round(32 * width), 3, activation="relu", name="features_conv1")(x)
    x = layers.Flatten()(layers.MaxPooling2D(2)(x))
    x = layers.Dense(round(64 * width), activation="relu", name="features_hidden")(x)
    return layers.Dense(10, activation="softmax", name="logits")(x)


def resnet(x, width=1, depth=8):
    from keras import layers

    def convolution(name, filters, strides=1, size=3):
        return layers.Conv2D(
            filters, size, strides, padding="same", use_bias=False, name=name
        )

    x = convolution("features_conv", round(16 * width))(x)
    x = layers.ReLU()(layers.BatchNormalization(name="features_norm")(x))
    for stage, channels in enumerate((16, 32, 64)):
        for block in range((depth - 2) // 6):
            path = f"features_stage{stage + 1}_block{block + 1}_residual"
            filters = round(channels * width)
            strides = 2 if stage > 0 and block == 0 else 1
            y = convolution(f"{path}_conv1", filters, strides)(x)
            y = layers.ReLU()(layers.BatchNormalization(name=f"{path}_norm1")(y))
            y = convolution(f"{path}_conv2", filters)(y)
            y = layers.BatchNormalization(name=f"{path}_norm2")(y)
            if strides != 1:
                x = convolution(f"{path}_shortcut_conv", filters, strides, 1)(x)
                x = layers.BatchNormalization(name=f"{path}_shortcut_norm")(x)
            x = layers.ReLU()(layers.Add()([y, x]))
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(10, activation="softmax", name="logits")(x)


def lstm(x, width=1):
    from keras import layers

    x = layers.Embedding(2000, 32, name="embedding")(x)
    x = layers.LSTM(round(64 * width), name="lstm")(x)
    return layers.Dense(2, activation="softmax", name="logits")(x)


NETWORKS = {"digits": digits, "resnet": resnet, "lstm": lstm}


def make_model(task, x, weights):
    import keras

    start = keras.Input(x.shape[1:], dtype=str(x.dtype))
    model = keras.Model(start, NETWORKS[task["network"]](start, **task["size"]))
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    paths = dict.fromkeys(path.removeprefix("weights/").rpartition("/")[0] for path in weights)
    for path in paths:
        values = [value for key, value in weights.items() if key.startswith(f"weights/{path}/")]
        model.get_layer(path.replace("/", "_")).set_weights(values)
    return model


def check(value):
    return {
        "value": float(value),
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


class Watch:
    """Time that passes, and that all threads work."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self):
        return {
            "ms": (time.perf_counter() - self.wall) * 1000,
            "cpuMs": (time.process_time() - self.cpu) * 1000,
        }


def serve_steps(model, x, y, batch_size, incoming):
    """One long run, held up after each step until the next request for some."""
    import keras

    class Gate(keras.callbacks.Callback):
        left, loss, total, watch = 0, float("nan"), 0.0, None

        def wait(self):
            for request in incoming:
                if request["ask"] == "run":
                    self.left, self.watch = request["count"], Watch()
                    return
                reply(check(self.loss))

        def on_train_batch_end(self, batch, logs=None):
            # Keras tells the mean since the epoch began.
            before = self.total if batch > 0 else 0.0
            self.total = float(logs["loss"]) * (batch + 1)
            self.loss = self.total - before
            self.left -= 1
            if self.left == 0:
                reply(self.watch.read())
                self.wait()

    gate = Gate()
    gate.wait()
    model.fit(
        x, y, batch_size=batch_size, epochs=1_000_000, shuffle=False, verbose=0, callbacks=[gate]
    )


def serve_runs(run, evaluate, incoming):
    for request in incoming:
        if request["ask"] == "run":
            watch = Watch()
            for _ in range(request["count"]):
                run()
            reply(watch.read())
        else:
            reply(check(evaluate()))


def serve_task(task, folder, incoming):
    import itertools

    x, y, weights = read_problem(folder)
    batch_size = task["batchSize"]
    model = make_model(task, x, weights)
    reply({})
    if task["work"] == "train":
        serve_steps(model, x, y, batch_size, incoming)
    elif task["work"] == "epoch":
        losses = [float("nan")]

        def epoch():
            fresh = make_model(task, x, weights)
            history = fresh.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)
            losses.append(history.history["loss"][-1])

        serve_runs(epoch, lambda: losses[-1], incoming)
    else:
        starts = itertools.cycle(range(0, len(x) - batch_size + 1, batch_size))

        def answer():
            start = next(starts)
            model.predict_on_batch(x[start : start + batch_size])

        def right():
            probabilities = model.predict_on_batch(x[:batch_size])
            return (probabilities * y[:batch_size]).sum(axis=1).mean()

        serve_runs(answer, right, incoming)


def main():
    incoming = requests()
    for request in incoming:
        if request["ask"] == "available":
            try:
                reply({"ok": True, "about": about()})
            except ImportError as error:
                reply({"ok": False, "why": str(error)})
        else:
            serve_task(request["task"], request["folder"], incoming)


main()

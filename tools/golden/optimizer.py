"""Golden vectors of the optimizer package, computed in float64 by Keras, optax and scikit-learn.

    python tools/golden/optimizer.py       # needs tensorflow 2.21, keras 3, jax, optax, scikit-learn

Writes transforms.json (weights after each of 15 steps), schedules.json, losses.json and metrics.json to
packages/optimizer/test/golden. Each case holds the description from which the TypeScript side makes
the thing (`fromConfig`), its inputs, and what the reference gave.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402
import sklearn.metrics as sk  # noqa: E402

keras.backend.set_floatx("float64")
OUTPUT = pathlib.Path(__file__).parents[2] / "packages/optimizer/test/golden"
STEPS = 15


def rounded(value):
    """Seven significant digits: what float32 holds. NaN becomes null."""
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    array = np.asarray(value, dtype=np.float64)
    if array.ndim > 0:
        return [rounded(item) for item in array]
    return None if np.isnan(array) else float(f"{float(array):.7g}")


def tensor(array):
    """A tensor as JSON: shape and flat values."""
    array = np.asarray(array)
    whole = np.issubdtype(array.dtype, np.integer)
    flat = array.ravel()
    return {
        "shape": list(array.shape),
        "values": [int(v) for v in flat] if whole else rounded(flat),
    }


def single(array):
    """Short decimals as float32 holds them: both sides read the very same numbers."""
    return np.round(array, 4).astype(np.float32).astype(np.float64)


def described(name, **config):
    return {"kind": f"optimizer/{name}@1", "config": config}


def chain(*transforms):
    return described("chainTransforms", transforms=list(transforms))


def write(name, content):
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / f"{name}.json").write_text(json.dumps(content) + "\n")


# --- schedules -------------------------------------------------------------------------------------

decay = keras.optimizers.schedules
SCHEDULES = [
    (
        described("constantSchedule", value=0.3),
        lambda step: 0.3,
    ),
    (
        described("exponentialDecay", initialLearningRate=0.1, decaySteps=4, decayRate=0.5),
        decay.ExponentialDecay(0.1, 4, 0.5),
    ),
    (
        described(
            "exponentialDecay",
            initialLearningRate=0.1,
            decaySteps=4,
            decayRate=0.9,
            staircase=True,
        ),
        decay.ExponentialDecay(0.1, 4, 0.9, staircase=True),
    ),
    (
        described("cosineDecay", initialLearningRate=0.2, decaySteps=10),
        decay.CosineDecay(0.2, 10),
    ),
    (
        described("cosineDecay", initialLearningRate=0.2, decaySteps=10, alpha=0.1),
        decay.CosineDecay(0.2, 10, alpha=0.1),
    ),
    (
        described(
            "cosineDecay",
            initialLearningRate=0.01,
            decaySteps=10,
            alpha=0.05,
            warmupTarget=0.2,
            warmupSteps=4,
        ),
        decay.CosineDecay(0.01, 10, alpha=0.05, warmup_target=0.2, warmup_steps=4),
    ),
    (
        described("piecewiseConstantDecay", boundaries=[3, 7], values=[1.0, 0.5, 0.1]),
        decay.PiecewiseConstantDecay([3, 7], [1.0, 0.5, 0.1]),
    ),
    (
        described(
            "polynomialDecay", initialLearningRate=0.1, decaySteps=10, endLearningRate=0.01
        ),
        decay.PolynomialDecay(0.1, 10, 0.01),
    ),
    (
        described(
            "polynomialDecay",
            initialLearningRate=0.1,
            decaySteps=6,
            endLearningRate=0.01,
            power=2,
            cycle=True,
        ),
        decay.PolynomialDecay(0.1, 6, 0.01, power=2.0, cycle=True),
    ),
    (
        described("oneCycle", peakLearningRate=0.1, totalSteps=20),
        optax.cosine_onecycle_schedule(20, 0.1),
    ),
    (
        described(
            "oneCycle",
            peakLearningRate=0.1,
            totalSteps=20,
            warmupFraction=0.5,
            divisor=10,
            finalDivisor=100,
        ),
        optax.cosine_onecycle_schedule(20, 0.1, 0.5, 10, 100),
    ),
]


def schedules():
    steps = list(range(16)) + [20, 21, 1000]
    return {
        "steps": steps,
        "cases": [
            {"description": thing, "values": rounded([float(f(float(s))) for s in steps])}
            for thing, f in SCHEDULES
        ],
    }


# --- transforms ------------------------------------------------------------------------------------

SHAPES = {"dense/kernel": (3, 2), "dense/bias": (2,)}


def problem():
    random = np.random.default_rng(7)
    weights = {path: single(random.normal(size=shape)) for path, shape in SHAPES.items()}
    gradients = []
    for step in range(STEPS):
        scale = [1, 1, 10, 1e-3][step % 4]
        gradients.append(
            {path: single(random.normal(size=shape) * scale) for path, shape in SHAPES.items()}
        )
        # Where a gradient is zero, only epsilon keeps the quotient finite.
        gradients[-1]["dense/kernel"][0, 0] = 0
    return weights, gradients


def by_keras(make):
    weights, gradients = problem()
    variables = [keras.Variable(weights[path], name=path.split("/")[1]) for path in SHAPES]
    optimizer = make()
    if optimizer.weight_decay is not None and getattr(optimizer, "leave_biases", False):
        optimizer.exclude_from_weight_decay(var_names=["bias"])
    trajectory = []
    for step in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(step[path]) for path in SHAPES], variables)
        trajectory.append([keras.ops.convert_to_numpy(v).ravel() for v in variables])
    return trajectory


def leaving_biases(optimizer):
    optimizer.leave_biases = True
    return optimizer


def by_optax(transform):
    weights, gradients = problem()
    params = {path: jnp.asarray(value) for path, value in weights.items()}
    state = transform.init(params)
    trajectory = []
    for step in gradients:
        updates, state = transform.update(
            {path: jnp.asarray(value) for path, value in step.items()}, state, params
        )
        params = optax.apply_updates(params, updates)
        trajectory.append([np.asarray(params[path]).ravel() for path in SHAPES])
    return trajectory


opt = keras.optimizers
# Keras on TensorFlow reads a Python float as float32 even where everything else is float64, and
# 1 - 0.999 loses five digits by it. NumPy's float64 stays what it is.
EXACT = {"beta_1": np.float64(0.9), "beta_2": np.float64(0.999)}
COSINE = described("cosineDecay", initialLearningRate=0.2, decaySteps=10)
LEARNING_RATE = described("scaleByLearningRate", learningRate=0.1)
NO_BIAS = {"dense/kernel": True, "dense/bias": False}
TRANSFORMS = [
    ("keras", described("sgd", learningRate=0.1), lambda: opt.SGD(0.1)),
    (
        "keras",
        described("sgd", learningRate=0.1, momentum=0.9),
        lambda: opt.SGD(0.1, momentum=0.9),
    ),
    (
        "keras",
        described("sgd", learningRate=0.1, momentum=0.9, nesterov=True),
        lambda: opt.SGD(0.1, momentum=0.9, nesterov=True),
    ),
    (
        "keras",
        described("sgd", learningRate=COSINE),
        lambda: opt.SGD(decay.CosineDecay(0.2, 10)),
    ),
    (
        "optax",
        described("sgd", learningRate=COSINE, momentum=0.8),
        lambda: optax.sgd(optax.cosine_decay_schedule(0.2, 10), momentum=0.8),
    ),
    ("keras", described("adam", learningRate=0.1), lambda: opt.Adam(0.1, **EXACT)),
    (
        "keras",
        described("adam", learningRate=COSINE, beta1=0.8, beta2=0.95, epsilon=1e-3),
        lambda: opt.Adam(decay.CosineDecay(0.2, 10), beta_1=np.float64(0.8), beta_2=np.float64(0.95), epsilon=1e-3),
    ),
    ("keras", described("adamw", learningRate=0.1), lambda: opt.AdamW(0.1, **EXACT)),
    (
        "keras",
        described("adamw", learningRate=0.1, weightDecay=0.5, exclude=["bias"]),
        lambda: leaving_biases(opt.AdamW(0.1, weight_decay=0.5, **EXACT)),
    ),
    ("keras", described("rmsprop", learningRate=0.1), lambda: opt.RMSprop(0.1)),
    (
        "keras",
        described("rmsprop", learningRate=0.1, rho=0.8, momentum=0.5, centered=True, epsilon=1e-2),
        lambda: opt.RMSprop(0.1, rho=0.8, momentum=0.5, centered=True, epsilon=1e-2),
    ),
    ("keras", described("adagrad", learningRate=0.1), lambda: opt.Adagrad(0.1)),
    (
        "keras",
        chain(described("clipByValue", maxValue=0.5), described("sgd", learningRate=0.1)),
        lambda: opt.SGD(0.1, clipvalue=0.5),
    ),
    (
        "keras",
        chain(described("clipByNorm", maxNorm=1), described("sgd", learningRate=0.1)),
        lambda: opt.SGD(0.1, clipnorm=1.0),
    ),
    (
        "keras",
        chain(described("clipByGlobalNorm", maxNorm=1), described("adam", learningRate=0.1)),
        lambda: opt.Adam(0.1, global_clipnorm=1.0, **EXACT),
    ),
    (
        "optax",
        chain(
            described("clipByGlobalNorm", maxNorm=2),
            described("momentum", decay=0.7, nesterov=True),
            LEARNING_RATE,
        ),
        lambda: optax.chain(
            optax.clip_by_global_norm(2.0),
            optax.trace(0.7, nesterov=True),
            optax.scale_by_learning_rate(0.1),
        ),
    ),
    (
        # With a vanishing epsilon Keras's and optax's places for it agree.
        "optax",
        chain(
            described("scaleByAdam", epsilon=1e-20),
            described("weightDecay", rate=0.2, exclude=["bias"]),
            described("scaleBySchedule", factor=COSINE),
            LEARNING_RATE,
        ),
        lambda: optax.chain(
            optax.scale_by_adam(eps=1e-20),
            optax.add_decayed_weights(0.2, mask=NO_BIAS),
            optax.scale_by_schedule(optax.cosine_decay_schedule(0.2, 10)),
            optax.scale_by_learning_rate(0.1),
        ),
    ),
]


def transforms():
    weights, gradients = problem()
    run = {"keras": by_keras, "optax": lambda make: by_optax(make())}
    return {
        "weights": {path: tensor(value) for path, value in weights.items()},
        "gradients": [
            {path: rounded(value.ravel()) for path, value in step.items()} for step in gradients
        ],
        "cases": [
            {
                "source": source,
                "description": thing,
                "trajectory": [
                    dict(zip(SHAPES, rounded(step), strict=True)) for step in run[source](make)
                ],
            }
            for source, thing, make in TRANSFORMS
        ],
    }


# --- losses ----------------------------------------------------------------------------------------


def per_example(values):
    values = np.asarray(values, dtype=np.float64)
    return values.reshape(len(values), -1).mean(axis=1)


def losses():
    random = np.random.default_rng(11)
    k = keras.losses
    usual = single(random.normal(size=(5, 4)) * 3)
    extreme = np.array(
        [
            [1e4, -1e4, 0.0, 3.0],
            [-1e4, 1e4, 0.0, 3.0],
            [88.0, 89.0, 90.0, -104.0],
            [1e30, 1e30, -1e30, 0.0],
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
    extreme = single(extreme)
    labels = np.array([0, 3, 2, 1, 1])
    rows = single(random.dirichlet(np.ones(4), size=5))
    steps = single(random.normal(size=(2, 3, 4)))
    step_labels = np.array([[0, 1, 3], [2, 0, 0]])
    answers = single(random.integers(0, 2, size=(5, 4)))
    targets = single(random.normal(size=(5, 4)) * 3)

    def case(name, options, loss, predictions, given, expected=None):
        given = np.asarray(given)
        if expected is None:
            value = loss(keras.ops.convert_to_tensor(given), keras.ops.convert_to_tensor(predictions))
            expected = per_example(keras.ops.convert_to_numpy(value))
        return {
            "description": described(name, **options),
            "predictions": tensor(predictions),
            "targets": tensor(given),
            "expected": rounded(expected),
        }

    cases = []
    for logits in (usual, extreme):
        for smoothing in (0.0, 0.1):
            smooth = {"labelSmoothing": smoothing}
            soft = k.CategoricalCrossentropy(True, label_smoothing=smoothing, reduction=None)
            # Keras smooths no class indexes: their one-hot rows give the reference.
            hot = np.eye(4)[labels]
            cases += [
                case("categoricalCrossEntropy", smooth, soft, logits, rows),
                case(
                    "sparseCategoricalCrossEntropy",
                    smooth,
                    None,
                    logits,
                    labels,
                    per_example(soft(hot, logits)),
                ),
                case(
                    "binaryCrossEntropy",
                    smooth,
                    k.BinaryCrossentropy(True, label_smoothing=smoothing, reduction=None),
                    logits,
                    answers,
                ),
            ]
    sparse = k.SparseCategoricalCrossentropy(True, reduction=None)
    cases += [
        case("sparseCategoricalCrossEntropy", {}, sparse, usual, labels),
        case("sparseCategoricalCrossEntropy", {}, sparse, steps, step_labels),
    ]
    positions = np.asarray(sparse(step_labels, steps))
    counted = step_labels != 0
    cases.append(
        case(
            "sparseCategoricalCrossEntropy",
            {"ignoreClass": 0},
            None,
            steps,
            step_labels,
            (positions * counted).sum(axis=1) / counted.sum(axis=1),
        )
    )
    for name, options, loss in [
        ("meanSquaredError", {}, k.MeanSquaredError(reduction=None)),
        ("meanAbsoluteError", {}, k.MeanAbsoluteError(reduction=None)),
        ("huber", {}, k.Huber(reduction=None)),
        ("huber", {"delta": 2.5}, k.Huber(2.5, reduction=None)),
    ]:
        cases.append(case(name, options, loss, usual, targets))
    return {"cases": cases}


# --- metrics ---------------------------------------------------------------------------------------


def metrics():
    random = np.random.default_rng(13)
    count, classes = 60, 4
    scores = single(random.dirichlet(np.ones(classes), size=count))
    # Class 3 is never the target, class 2 never predicted.
    labels = random.integers(0, 3, size=count)
    scores[:, 2] = single(scores[:, 2] / 10)
    weights = single(random.uniform(0, 2, size=count))
    chosen = scores.argmax(axis=1)
    binary = random.integers(0, 2, size=count)
    # Few distinct scores, so that there are ties.
    chances = single(np.round(np.clip(0.3 * binary + random.uniform(0, 0.7, size=count), 0, 1), 1))
    decided = (chances > 0.5).astype(int)
    regression = single(random.normal(size=(count, 2)))
    truth = single(regression + random.normal(size=(count, 2)) * 0.5)
    pairs = np.stack([1 - chances, chances], axis=1)

    inputs = {
        "scores": scores,
        "labels": labels,
        "rows": np.eye(classes, dtype=int)[labels],
        "chances": chances,
        "column": chances[:, None],
        "pairs": pairs,
        "binary": binary,
        "regression": regression,
        "truth": truth,
        "weights": weights,
    }

    def name_of(array):
        return next(name for name, value in inputs.items() if np.array_equal(value, array))

    cases = []
    for weighted in (False, True):
        sample = {"sample_weight": weights} if weighted else {}

        def add(name, config, predictions, given, expected):
            cases.append(
                {
                    "description": described(name, **config),
                    "predictions": name_of(predictions),
                    "targets": name_of(given),
                    "weighted": weighted,
                    "expected": rounded(expected),
                }
            )

        add("accuracy", {}, scores, labels, sk.accuracy_score(labels, chosen, **sample))
        add("accuracy", {}, scores, inputs["rows"], sk.accuracy_score(labels, chosen, **sample))
        add("accuracy", {}, chances, binary, sk.accuracy_score(binary, decided, **sample))
        add(
            "accuracy",
            {"threshold": 0.25},
            chances[:, None],
            binary,
            sk.accuracy_score(binary, chances > 0.25, **sample),
        )
        for k in (1, 2, 3):
            add(
                "topKAccuracy",
                {"k": k},
                scores,
                labels,
                sk.top_k_accuracy_score(labels, scores, k=k, labels=range(classes), **sample),
            )
        for name, score in [
            ("precision", sk.precision_score),
            ("recall", sk.recall_score),
            ("f1Score", sk.f1_score),
        ]:
            add(name, {}, chances, binary, score(binary, decided, **sample))
            add(name, {}, pairs, binary, score(binary, (pairs[:, 1] > pairs[:, 0]), **sample))
            add(
                name,
                {"positiveClass": 0},
                chances,
                binary,
                score(binary, decided, pos_label=0, **sample),
            )
            for average in ("macro", "micro", "weighted"):
                add(
                    name,
                    {"average": average},
                    scores,
                    labels,
                    score(labels, chosen, average=average, zero_division=0, **sample),
                )
        add("auc", {}, chances, binary, sk.roc_auc_score(binary, chances, **sample))
        add("auc", {}, pairs, binary, sk.roc_auc_score(binary, chances, **sample))
        add(
            "averagePrecision",
            {},
            chances,
            binary,
            sk.average_precision_score(binary, chances, **sample),
        )
        add(
            "confusionMatrix",
            {},
            scores,
            labels,
            sk.confusion_matrix(labels, chosen, labels=range(classes), **sample),
        )
        add("confusionMatrix", {}, chances, binary, sk.confusion_matrix(binary, decided, **sample))
        for name, score in [
            ("meanSquaredError", sk.mean_squared_error),
            ("meanAbsoluteError", sk.mean_absolute_error),
        ]:
            add(name, {}, regression, truth, score(truth, regression, **sample))
        # scikit-learn takes the root for each column; pooled over columns it is that of the mean.
        add(
            "rootMeanSquaredError",
            {},
            regression,
            truth,
            np.sqrt(sk.mean_squared_error(truth, regression, **sample)),
        )
    return {"inputs": {name: tensor(value) for name, value in inputs.items()}, "cases": cases}


if __name__ == "__main__":
    write("schedules", schedules())
    write("transforms", transforms())
    write("losses", losses())
    write("metrics", metrics())

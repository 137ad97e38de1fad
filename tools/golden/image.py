"""Golden values for packages/image-preprocess, from TensorFlow, PyTorch, SciPy and Pillow.

Run: python tools/golden/image.py
Needs: tensorflow-cpu 2.21, torch, scipy, pillow, numpy.
"""

import base64
import io
import json
import os
import struct
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
import torch
from PIL import Image
from scipy import ndimage

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "packages", "image-preprocess", "test", "golden")


def write(name, value):
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, name + ".json")
    with open(path, "w") as file:
        json.dump(value, file, separators=(",", ":"))
        file.write("\n")
    print(f"{name}: {os.path.getsize(path)} bytes")


def b64(data):
    return base64.b64encode(bytes(data)).decode()


def tensor(array):
    values = np.asarray(array, np.float32).ravel()
    return {"shape": list(np.shape(array)), "values": [float(f"{v:.8g}") for v in values]}


# --- PNG -----------------------------------------------------------------------------------------

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def packed(row, depth):
    """The bytes of a row of samples."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def filtered(kind, row, above, distance):
    out = bytearray()
    for i, value in enumerate(row):
        a = row[i - distance] if i >= distance else 0
        b = above[i]
        c = above[i - distance] if i >= distance else 0
        p = a + b - c
        nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append((value - [0, a, b, (a + b) // 2, nearest][kind]) & 255)
    return bytes([kind]) + bytes(out)


def png(samples, colour, depth, interlaced, extra=b"", parts=1):
    """Encodes [height, width, channels] samples, with the five filters in turn."""
    height, width, channels = samples.shape
    distance = max(1, depth * channels // 8)
    raw = b""
    for left, top, across, down in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::down, left::across]
        if 0 in part.shape:
            continue
        above = None
        for y, row in enumerate(part):
            line = packed(row.ravel(), depth)
            raw += filtered(y % 5, line, above or bytes(len(line)), distance)
            above = line
    data = zlib.compress(raw, 9)
    cuts = [len(data) * i // parts for i in range(parts + 1)]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + b"".join(chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:]))
        + chunk(b"IEND", b"")
    )


def to_rgba(samples, colour, depth, palette=None, alpha=None, clear=None):
    """What the standard says, computed without Pillow."""
    if colour == 3:
        rgb = palette[samples[..., 0]]
        a = np.array(list(alpha or []) + [255] * (256 - len(alpha or [])))[samples[..., 0]]
        return np.dstack([rgb, a]).astype(np.uint8)
    eight = samples >> 8 if depth == 16 else samples * 255 // (2**depth - 1)
    rgb = eight[..., :3] if colour in (2, 6) else np.repeat(eight[..., :1], 3, -1)
    if colour in (4, 6):
        a = eight[..., -1]
    elif clear is not None:
        a = np.where((samples == np.array(clear)).all(-1), 0, 255)
    else:
        a = np.full(samples.shape[:2], 255)
    return np.dstack([rgb, a]).astype(np.uint8)


def png_fixtures():
    rng = np.random.default_rng(1)
    fixtures = []

    def add(name, data, rgba, pillow=True):
        image = Image.open(io.BytesIO(data))
        if pillow:
            assert np.array_equal(np.array(image.convert("RGBA")), rgba), name
        gray = np.array(Image.fromarray(np.ascontiguousarray(rgba[..., :3])).convert("L"))
        fixtures.append(
            {"name": name, "file": b64(data), "height": rgba.shape[0], "width": rgba.shape[1],
             "rgba": b64(rgba.tobytes()), "gray": b64(gray.tobytes())}
        )

    for colour, depths in {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}.items():
        for depth in depths:
            for interlaced in (0, 1):
                samples = rng.integers(0, 2**depth, (9, 11, CHANNELS[colour]), endpoint=False)
                name = f"colour type {colour}, {depth} bits{', interlaced' if interlaced else ''}"
                extra, palette = b"", None
                if colour == 3:
                    palette = rng.integers(0, 256, (2**depth, 3))
                    if depth == 8:
                        palette, samples = palette[:40], samples % 40
                    extra = chunk(b"PLTE", palette.astype(np.uint8).tobytes())
                rgba = to_rgba(samples, colour, depth, palette)
                # Pillow keeps 16-bit gray as it is and has no 8-bit form of it.
                add(name, png(samples, colour, depth, interlaced, extra), rgba, not (colour == 0 and depth == 16))

    palette = rng.integers(0, 256, (4, 3))
    samples = rng.integers(0, 4, (5, 6, 1))
    extra = chunk(b"PLTE", palette.astype(np.uint8).tobytes()) + chunk(b"tRNS", bytes([0, 100]))
    add("palette with alpha", png(samples, 3, 2, 0, extra), to_rgba(samples, 3, 2, palette, [0, 100]))
    samples = rng.integers(0, 4, (5, 6, 1))
    extra = chunk(b"tRNS", struct.pack(">H", 2))
    add("gray with a clear level", png(samples, 0, 2, 1, extra), to_rgba(samples, 0, 2, clear=[2]), False)
    samples = rng.integers(0, 65536, (3, 4, 3))
    samples[1, 2] = samples[0, 1] ^ np.array([0, 0, 1])
    extra = chunk(b"tRNS", struct.pack(">3H", *samples[0, 1]))
    add("16-bit colour with a clear one", png(samples, 2, 16, 0, extra), to_rgba(samples, 2, 16, clear=samples[0, 1]), False)
    for height, width in [(1, 1), (1, 5), (4, 2), (8, 8)]:
        samples = rng.integers(0, 256, (height, width, 3))
        add(f"interlaced {height} x {width}", png(samples, 2, 8, 1), to_rgba(samples, 2, 8))
    samples = rng.integers(0, 256, (6, 6, 3))
    extra = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tEXt", b"Comment\0hello")
    add("several data chunks, gamma and text", png(samples, 2, 8, 0, extra, parts=5), to_rgba(samples, 2, 8))
    y, x = np.mgrid[0:20, 0:30]
    scene = np.dstack([x * 8, y * 12, (x + y) * 5]).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(scene).save(buffer, "PNG")
    add("written by Pillow", buffer.getvalue(), to_rgba(scene.astype(int), 2, 8))
    write("png", fixtures)


# --- JPEG ----------------------------------------------------------------------------------------


def jpeg_fixtures():
    y, x = np.mgrid[0:21, 0:27]
    red = 128 + 100 * np.sin(x / 9)
    green = 128 + 100 * np.cos(y / 8)
    blue = 128 + 60 * np.sin((x + y) / 12)
    colour = Image.fromarray(np.dstack([red, green, blue]).astype(np.uint8))
    gray = colour.convert("L")
    cases = {
        "gray": (gray, {}),
        "gray with restarts": (gray, {"restart_marker_blocks": 2}),
        "4:4:4": (colour, {"subsampling": "4:4:4"}),
        "4:2:2": (colour, {"subsampling": "4:2:2"}),
        "4:2:0": (colour, {"subsampling": "4:2:0"}),
        "4:2:0 with restarts": (colour, {"subsampling": "4:2:0", "restart_marker_blocks": 1}),
        "progressive": (colour, {"subsampling": "4:4:4", "progressive": True}),
        "optimised tables": (colour, {"subsampling": "4:4:4", "optimize": True}),
        "red, green and blue as they are": (colour, {"keep_rgb": True}),
        "CMYK": (colour.convert("CMYK"), {"subsampling": "4:4:4"}),
    }
    fixtures = []
    for name, (image, options) in cases.items():
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=92, **options)
        data = buffer.getvalue()
        rgb = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
        fixtures.append(
            {"name": name, "file": b64(data), "height": rgb.shape[0], "width": rgb.shape[1], "rgb": b64(rgb.tobytes())}
        )
    write("jpeg", fixtures)


# --- Resize --------------------------------------------------------------------------------------


def resize_cases():
    rng = np.random.default_rng(2)
    cases = []
    for shape, size in [
        ((5, 7, 1), (10, 14)),
        ((5, 7, 2), (3, 4)),
        ((2, 6, 5, 3), (4, 9)),
        ((8, 8, 1), (3, 3)),
        ((4, 4, 1), (1, 1)),
        ((1, 1, 2), (3, 2)),
        ((20, 33, 1), (6, 5)),
        ((3, 40, 1), (7, 19)),
    ]:
        x = rng.random(shape, np.float32)
        for method, antialias in [("bilinear", False), ("bilinear", True), ("nearest", False)]:
            y = tf.image.resize(x, size, method, antialias=antialias).numpy()
            other = torch.nn.functional.interpolate(
                torch.from_numpy(np.moveaxis(x.reshape((-1,) + x.shape[-3:]), -1, 1).copy()),
                size, mode="nearest-exact" if method == "nearest" else "bilinear",
                **({} if method == "nearest" else {"antialias": antialias, "align_corners": False}),
            ).numpy()
            assert np.allclose(np.moveaxis(other, 1, -1).reshape(y.shape), y, atol=2e-6), (shape, size, method)
            cases.append(
                {"size": size, "method": method, "antialias": antialias, "x": tensor(x), "y": tensor(y)}
            )
    write("resize", cases)


# --- Affine --------------------------------------------------------------------------------------


def affine_cases():
    rng = np.random.default_rng(3)
    images = [np.float32(np.round(rng.random(shape), 4)) for shape in [(6, 6, 1), (5, 8, 2)]]
    cases = []
    for image, x in enumerate(images):
        shape = x.shape
        height, width, channels = shape
        for degrees, scale, right, down in [
            (0, 1, 2, -1), (0, 1, 0.5, 0.25), (30, 1, 0, 0), (-90, 1, 0, 0), (0, 1.5, 0, 0),
            (0, 0.5, 0, 0), (20, 0.8, 1.5, -0.75), (170, 1.2, -3, 9.25),
        ]:
            cos, sin = np.cos(np.radians(degrees)) / scale, np.sin(np.radians(degrees)) / scale
            cx, cy = (width - 1) / 2, (height - 1) / 2
            flat = [cos, -sin, cx - cos * (cx + right) + sin * (cy + down),
                    sin, cos, cy - sin * (cx + right) - cos * (cy + down), 0, 0]
            matrix = np.array([[flat[4], flat[3]], [flat[1], flat[0]]])
            for fill, scipy_mode in [("constant", "grid-constant"), ("nearest", "nearest"), ("reflect", "reflect")]:
                value = 0.3 if fill == "constant" else 0.0
                y = np.stack([
                    ndimage.affine_transform(x[..., c], matrix, [flat[5], flat[2]], order=1,
                                             mode=scipy_mode, cval=value)
                    for c in range(channels)], -1)
                other = tf.raw_ops.ImageProjectiveTransformV3(
                    images=x[None], transforms=np.array([flat], np.float32), output_shape=[height, width],
                    fill_value=value, interpolation="BILINEAR", fill_mode=fill.upper())[0].numpy()
                assert np.allclose(other, y, atol=2e-5), (shape, degrees, fill, np.abs(other - y).max())
                cases.append({"image": image, "degrees": degrees, "scale": scale, "right": right, "down": down,
                              "fillMode": fill, "fillValue": value, "y": [round(float(v), 6) for v in y.ravel()]})
    write("affine", {"images": [tensor(x) for x in images], "cases": cases})


# --- The rest ------------------------------------------------------------------------------------


def other_cases():
    rng = np.random.default_rng(4)
    x = rng.random((2, 5, 6, 3), np.float32)
    keras_crop = tf.keras.layers.CenterCrop(2, 3)
    mean, deviation = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    normalization = tf.keras.layers.Normalization(mean=mean, variance=np.square(deviation))
    padding = [[0, 0], [2, 1], [3, 0], [0, 0]]
    write("pixelwise", {
        "x": tensor(x),
        "grayscale": tensor(tf.image.rgb_to_grayscale(x)),
        "normalize": {"mean": mean, "standardDeviation": deviation,
                      "y": tensor(normalization(x))},
        "centerCrop": {"size": [2, 3], "y": tensor(keras_crop(x))},
        "pad": {"padding": [[2, 1], [3, 0]],
                "constant": tensor(tf.pad(x, padding, constant_values=0.5)),
                "reflect": tensor(tf.pad(x, padding, "REFLECT")),
                "symmetric": tensor(tf.pad(x, padding, "SYMMETRIC"))},
        "contrast": {"factor": 1.5, "y": tensor(tf.clip_by_value(tf.image.adjust_contrast(x, 1.5), 0, 1))},
        "brightness": {"delta": 0.25, "y": tensor(tf.clip_by_value(tf.image.adjust_brightness(x, 0.25), 0, 1))},
    })


png_fixtures()
jpeg_fixtures()
resize_cases()
affine_cases()
other_cases()

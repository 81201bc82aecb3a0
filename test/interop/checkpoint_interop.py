# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Checks hone's checkpoints against PyTorch's: each loads the other's files and resumes training from them.

python checkpoint_interop.py <checkpoint_writer>    needs torch in python's path and checkpoint_writer.cpp built
"""
import collections
import math
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile

import safetensors
import safetensors.torch
import torch

WRITER = os.path.abspath(sys.argv[1])
passed = failed = 0


def check(name, body):
    global passed, failed
    try:
        body()
        passed += 1
        print("ok", name)
    except Exception as error:  # any exception is the reason the check failed
        failed += 1
        print(f"not ok {name}: {type(error).__name__}: {error}")


def make_net():
    return torch.nn.Sequential(torch.nn.BatchNorm1d(3), torch.nn.Linear(3, 5), torch.nn.Linear(5, 1)).double()


def train(net, optimizer, steps):
    x = torch.arange(24, dtype=torch.float64).view(8, 3).sin()
    y = torch.arange(8, dtype=torch.float64).view(8, 1).cos()

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)


# Keep in sync with checkpoint_writer.cpp.
OPTIMIZERS = {
    "adam": (torch.optim.Adam, dict(lr=0.05, weight_decay=0.01, betas=(0.8, 0.99))),
    "amsgrad": (torch.optim.Adam, dict(lr=0.05, amsgrad=True)),
    "adamw": (torch.optim.AdamW, dict(lr=0.05, weight_decay=0.1)),
    "sgd": (torch.optim.SGD, dict(lr=0.02)),
    "momentum": (torch.optim.SGD, dict(lr=0.02, momentum=0.9, weight_decay=0.1, nesterov=True)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.01, momentum=0.5, centered=True)),
    "adagrad": (torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.01)),
    "lbfgs": (torch.optim.LBFGS, dict(lr=0.5, max_iter=4, history_size=5)),
    "wolfe": (torch.optim.LBFGS, dict(lr=1, max_iter=4, line_search_fn="strong_wolfe")),
}


arrived = {}  # optimizer -> final state_dict of a run in Python alone


def go_on(directory, name):
    kind, options = OPTIMIZERS[name]
    path = os.path.join(directory, name)
    checkpoint = torch.load(path + ".pt", weights_only=True)
    net = make_net()
    net.load_state_dict(checkpoint["model"])
    optimizer = kind(net.parameters())
    fresh = optimizer.state_dict()["param_groups"][0].keys()
    optimizer.load_state_dict(checkpoint["optimizer"])
    group = optimizer.param_groups[0]
    assert fresh <= group.keys(), f"no {fresh - group.keys()} in the file"
    for option, value in options.items():
        assert group[option] == value, f"{option} is {group[option]}, not {value}"
    assert all(tensor.device.type == "cpu" for tensor in net.state_dict().values())
    train(net, optimizer, 2)
    then = torch.load(path + ".then.pt", weights_only=True)["model"]
    for key, tensor in net.state_dict().items():
        torch.testing.assert_close(tensor, then[key], rtol=1e-9, atol=1e-11, msg=lambda text: f"{key}: {text}")
    hand_over(path + ".continued", net, optimizer)


def hand_over(path, net, optimizer):
    """Saves a checkpoint for C++ to resume, and the weights expected after two more steps."""
    torch.save({"model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 5}, path + ".pt")
    train(net, optimizer, 2)
    torch.save(net.state_dict(), path + ".then.pt")  # the top-level object is an OrderedDict


def start(directory, name):
    kind, options = OPTIMIZERS[name]
    net = make_net()
    optimizer = kind(net.parameters(), **options)
    train(net, optimizer, 3)
    hand_over(os.path.join(directory, name + ".python"), net, optimizer)
    train(net, optimizer, 2)
    arrived[name] = net.state_dict()


def come_back(directory, name):
    """Resumes the checkpoint that Python started and C++ trained for two steps; trains the last two steps."""
    kind, _ = OPTIMIZERS[name]
    checkpoint = torch.load(os.path.join(directory, name + ".back.pt"), weights_only=True)
    net = make_net()
    net.load_state_dict(checkpoint["model"])
    optimizer = kind(net.parameters())
    optimizer.load_state_dict(checkpoint["optimizer"])
    train(net, optimizer, 2)
    for key, tensor in net.state_dict().items():
        torch.testing.assert_close(tensor, arrived[name][key], rtol=1e-9, atol=1e-11, msg=lambda text: f"{key}: {text}")


def go_on_with_schedule(directory, stop):
    path = os.path.join(directory, f"schedule{stop}")
    checkpoint = torch.load(path + ".pt", weights_only=True)
    optimizer = torch.optim.SGD(make_net().parameters(), lr=9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    expected = torch.load(path + ".then.pt", weights_only=True)["rates"].tolist()
    rates = []
    for _ in range(6):
        optimizer.step()
        scheduler.step()
        rates.append(scheduler.get_last_lr()[0])
    assert rates == expected, f"{rates} is not {expected}"


def start_schedule(directory, stop):
    optimizer = torch.optim.SGD(make_net().parameters(), lr=0.5)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)
    for _ in range(stop):
        optimizer.step()
        scheduler.step()
    # A copy, since state_dict() returns a view that changes with the optimizer.
    saved = {"optimizer": pickle.loads(pickle.dumps(optimizer.state_dict())),
             "scheduler": pickle.loads(pickle.dumps(scheduler.state_dict()))}
    rates = []
    for _ in range(6):
        optimizer.step()
        scheduler.step()
        rates.append(scheduler.get_last_lr()[0])
    torch.save(saved | {"rates": torch.tensor(rates, dtype=torch.float64)}, os.path.join(directory, f"schedule{stop}.python.pt"))


TYPES = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64",
         "complex128"]


def tensors_of(name):
    base = torch.arange(6).view(2, 3).to(getattr(torch, name))
    return [base, base.t(), torch.zeros(0, 5, dtype=base.dtype), base[1][2].clone(),
            base[:, 1].clone().view(2, 1).expand(2, 4), base[:, 2]]


def read_tensors(directory, name):
    read = torch.load(os.path.join(directory, name + ".pt"), weights_only=True)["tensors"]
    for tensor, expected in zip(read, tensors_of(name), strict=True):
        assert tensor.dtype == expected.dtype and tensor.equal(expected), f"{tensor} is not {expected}"
    assert read[1].stride() == (1, 3) and read[4].stride() == (1, 0)
    assert read[0].data_ptr() == read[1].data_ptr(), "a tie was cut"
    assert read[0].data_ptr() % 64 == 0 or os.name != "posix"


def write_tensors(directory, name):
    torch.save({"tensors": tensors_of(name)}, os.path.join(directory, name + ".python.pt"))


def read_plain(directory):
    checkpoint = torch.load(os.path.join(directory, "plain.pt"), weights_only=True)
    assert checkpoint["text"] == "é" and math.isnan(checkpoint["nan"]) and checkpoint["large"] == -(2**63)
    assert checkpoint["undefined"] is None
    assert b" inf" in bytes(checkpoint["extra"].tolist())
    assert checkpoint["params"] == {"lr": 0.05, "batch": 32, "loss": "mse", "flag": True}
    assert (checkpoint["epoch"], checkpoint["value"], checkpoint["trial"]) == (3, 0.25, 7)
    assert checkpoint["hone"]["format"] == 1
    torch.set_rng_state(checkpoint["random_state"])
    drawn = torch.load(os.path.join(directory, "drawn.pt"), weights_only=True)["drawn"]
    assert torch.rand(5).equal(drawn), "Python draws on from C++'s random state"


def every_file_is_a_good_zip(directory):
    for name in (name for name in os.listdir(directory) if name.endswith(".pt")):
        with zipfile.ZipFile(os.path.join(directory, name)) as archive:
            assert archive.testzip() is None, name


def beyond_4_gib(directory):
    path = os.path.join(directory, "large.pt")
    subprocess.run([WRITER, "large", path], check=True, timeout=120)
    assert os.stat(path).st_blocks * 512 < 1 << 24, "it takes room on the disk"
    with zipfile.ZipFile(path) as archive:
        sizes = {info.file_size: info for info in archive.infolist()}
        far = next(info for info in archive.infolist() if info.header_offset > 1 << 32)
        assert (1 << 32) + 4096 in sizes
        for info in (sizes[(1 << 32) + 4096], far):
            archive.open(info).read(1)  # compares the record's local header with the central directory
    read = torch.load(path, weights_only=True, mmap=True)
    assert read["far"].tolist() == [7, 8, 9] and read["large"].shape == ((1 << 32) + 4096,)
    os.remove(path)


def map_memory(directory):
    mapped = torch.load(os.path.join(directory, "adam.pt"), weights_only=True, mmap=True)["model"]
    for key, tensor in torch.load(os.path.join(directory, "adam.pt"), weights_only=True)["model"].items():
        assert mapped[key].equal(tensor)


def write_nested(directory):
    weight = torch.arange(6, dtype=torch.float32).view(2, 3)
    torch.manual_seed(3)
    torch.rand(3)
    critic = collections.OrderedDict(weight=torch.nn.Parameter(weight), bias=torch.zeros(2))
    saved = {"models": {"critic": critic}, "column": weight[:, 1], "tied": weight.t(), "epoch": 12, "value": 0.5,
             "shape": weight.shape, "dtype": torch.float32, "none": None, "generator": torch.get_rng_state()}
    saved["drawn"] = torch.rand(5)
    torch.save(saved, os.path.join(directory, "nested.python.pt"))


SHARED_TYPES = [name for name in TYPES if not name.startswith("complex")]  # not every version supports complex types


def read_safetensors(directory):
    path = os.path.join(directory, "weights.safetensors")
    read = safetensors.torch.load_file(path)
    with safetensors.safe_open(path, "pt") as file:
        assert file.metadata()["made by"] == "hone" and file.metadata()["format"] == "pt", file.metadata()
    for name in SHARED_TYPES:
        for i, expected in enumerate(tensors_of(name)):
            tensor = read.pop(f"{name}.{i}")
            assert tensor.dtype == expected.dtype and tensor.equal(expected), f"{name} {i}: {tensor} is not {expected}"
    assert not read, read.keys()


def write_safetensors(directory):
    tensors = {f"{name}.{i}": tensor.clone(memory_format=torch.contiguous_format)
               for name in SHARED_TYPES for i, tensor in enumerate(tensors_of(name))}
    safetensors.torch.save_file(tensors, os.path.join(directory, "python.safetensors"), {"any": "thing"})


class Foreign:
    pass


REFUSED = {
    "a class": (lambda path: torch.save({"x": Foreign()}, path), '"__main__.Foreign"'),
    "a whole module": (lambda path: torch.save(torch.nn.Linear(1, 1), path), '"torch.nn.modules.linear.Linear"'),
    "the old format": (lambda path: torch.save({"x": 1}, path, _use_new_zipfile_serialization=False), "no zip file"),
    "TorchScript": (lambda path: torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), path), "TorchScript"),
    "protocol 4": (lambda path: torch.save({"x": 1}, path, pickle_protocol=4), "protocol 4"),
    "a sparse tensor": (lambda path: torch.save({"x": torch.eye(2).to_sparse()}, path), "_rebuild_sparse_tensor"),
}


def refuse(directory, name):
    write, because = REFUSED[name]
    path = os.path.join(directory, "refused.pt")
    write(path)
    result = subprocess.run([WRITER, "open", path], capture_output=True, text=True, timeout=120)
    assert result.returncode == 1 and because in result.stdout and path in result.stdout, result.stdout + result.stderr


torch.set_num_threads(1)
with tempfile.TemporaryDirectory() as directory:
    subprocess.run([WRITER, "write", directory], check=True, timeout=300)
    check("every file is a good zip", lambda: every_file_is_a_good_zip(directory))
    for name in OPTIMIZERS:
        check(f"{name} from C++", lambda: go_on(directory, name))
        check(f"{name} in Python", lambda: start(directory, name))
    for stop in range(6):
        check(f"schedule of C++, {stop}", lambda: go_on_with_schedule(directory, stop))
        check(f"schedule saved, {stop}", lambda: start_schedule(directory, stop))
    for name in TYPES:
        check(f"tensors of {name} from C++", lambda: read_tensors(directory, name))
        check(f"tensors of {name} saved", lambda: write_tensors(directory, name))
    check("plain values, archives and random state from C++", lambda: read_plain(directory))
    check("a file beyond 4 GiB", lambda: beyond_4_gib(directory))
    check("weights mapped into memory", lambda: map_memory(directory))
    check("safetensors from C++", lambda: read_safetensors(directory))
    check("safetensors saved", lambda: write_safetensors(directory))
    check("a nested file saved", lambda: write_nested(directory))
    result = subprocess.run([WRITER, "read", directory], capture_output=True, text=True, timeout=300)
    print(result.stdout, end="")
    lines = result.stdout.splitlines()
    passed += sum(line.startswith("ok ") for line in lines)
    failed += sum(line.startswith("not ok ") for line in lines)
    check("the C++ half ran to its end", lambda: result.check_returncode())
    for name in OPTIMIZERS:
        check(f"{name} from Python to C++ and back", lambda: come_back(directory, name))
    for name in REFUSED:
        check(f"{name} is refused", lambda: refuse(directory, name))
print(f"1..{passed + failed}")
sys.exit(failed > 0)

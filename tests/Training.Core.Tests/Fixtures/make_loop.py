"""Writes loop.json: what PyTorch (and, where it has none, the paper's formula) gives for optimizers, clipping, schedules and losses.
Run with Debian's python3-torch (1.13.1): python3 make_loop.py"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(7)
START = torch.randn(2, 5, dtype=torch.float64).float()
GRADIENTS = torch.randn(3, 2, 5, dtype=torch.float64).float()


def lion(w, lr, beta1, beta2, weight_decay):
    """Chen et al. 2023, algorithm 2, in double precision."""
    w, m = w.double(), torch.zeros_like(w, dtype=torch.float64)
    for g in GRADIENTS.double():
        c = beta1 * m + (1 - beta1) * g
        w = w - lr * (torch.sign(c) + weight_decay * w)
        m = beta2 * m + (1 - beta2) * g
        yield w


def steps(make):
    w = torch.nn.Parameter(START.clone())
    optimizer = make([w])
    for g in GRADIENTS:
        w.grad = g.clone()
        optimizer.step()
        yield w.detach()


def flat(tensors):
    return [t.double().flatten().tolist() for t in tensors]


def optimizers():
    o = torch.optim
    yield "adam", {"weight_decay": 0.1}, steps(lambda p: o.Adam(p, lr=0.01, weight_decay=0.1))
    yield "adamw", {"weight_decay": 0.1}, steps(lambda p: o.AdamW(p, lr=0.01, weight_decay=0.1))
    yield "sgd", {"weight_decay": 0.1, "momentum": 0.8, "nesterov": True}, steps(lambda p: o.SGD(p, lr=0.01, weight_decay=0.1, momentum=0.8, nesterov=True))
    yield "rmsprop", {"weight_decay": 0.1, "rmsprop.alpha": 0.9}, steps(lambda p: o.RMSprop(p, lr=0.01, weight_decay=0.1, alpha=0.9))
    yield "rmsprop", {"rmsprop.alpha": 0.9, "rmsprop.momentum": 0.7, "rmsprop.centered": True}, steps(
        lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.7, centered=True))
    yield "adagrad", {"weight_decay": 0.1, "adagrad.rate_decay": 0.2}, steps(lambda p: o.Adagrad(p, lr=0.01, weight_decay=0.1, lr_decay=0.2))
    yield "lion", {"weight_decay": 0.1, "lion.beta1": 0.8, "lion.beta2": 0.95}, lion(START, 0.01, 0.8, 0.95, 0.1)


def clipped():
    """Two parameters under one norm."""
    a, b = (torch.nn.Parameter(torch.zeros(2, 5)) for _ in range(2))
    a.grad, b.grad = GRADIENTS[0].clone(), GRADIENTS[1].clone()
    norm = torch.nn.utils.clip_grad_norm_([a, b], 0.5)
    return {"norm": norm.item(), "gradients": flat([a.grad, b.grad])}


def rates(make, count, losses=None):
    w = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([w], lr=1.0)
    schedule = make(optimizer)
    found = []
    for i in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step(*([losses[i]] if losses else []))
    return found


def schedules():
    s = torch.optim.lr_scheduler
    losses = [1.0, 0.9, 0.90001, 0.95, 0.92, 0.91, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85]
    return {
        "exponential": rates(lambda o: s.ExponentialLR(o, 0.9), 5),
        "one_cycle": rates(lambda o: s.OneCycleLR(o, max_lr=1.0, total_steps=20, pct_start=0.3, cycle_momentum=False), 20),
        "plateau": {"losses": losses, "rates": rates(lambda o: s.ReduceLROnPlateau(o, factor=0.5, patience=2), 12, losses)},
    }


def losses():
    logits = torch.randn(6, 4, requires_grad=True)
    target = torch.tensor([0, 3, 1, 1, 2, 0])
    weight = torch.tensor([0.5, 2.0, 1.0, 0.25])
    one_hot = F.one_hot(target, 4).float()
    smooth = one_hot * 0.9 + 0.1 / 4
    output, number = torch.randn(6, 1), torch.randn(6, 1)
    cases = {
        "cross_entropy": F.cross_entropy(logits, target, label_smoothing=0.1),
        "cross_entropy_weighted": F.cross_entropy(logits, target, weight, label_smoothing=0.1, reduction="sum") / 6,
        "binary_cross_entropy": F.binary_cross_entropy_with_logits(logits, one_hot),
        "binary_cross_entropy_weighted": F.binary_cross_entropy_with_logits(logits, one_hot, weight[target].reshape(-1, 1)),
        "kl": F.kl_div(F.log_softmax(logits, 1), smooth, reduction="batchmean"),
        "mse": F.mse_loss(output, number),
        "mae": F.l1_loss(output, number),
        "huber": F.huber_loss(output, number, delta=0.5),
    }
    return {
        "logits": logits.flatten().tolist(), "target": target.tolist(), "weight": weight.tolist(), "output": output.flatten().tolist(),
        "number": number.flatten().tolist(), "values": {name: value.item() for name, value in cases.items()},
    }


pathlib.Path(__file__).with_name("loop.json").write_text(json.dumps({
    "torch": torch.__version__, "start": START.flatten().tolist(), "gradients": flat(GRADIENTS),
    "optimizers": [{"kind": kind, "fields": fields, "weights": flat(list(w.clone() for w in found))} for kind, fields, found in optimizers()],
    "clip": clipped(), "schedules": schedules(), "losses": losses(),
}, indent=1) + "\n")

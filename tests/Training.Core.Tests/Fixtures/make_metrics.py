"""Writes metrics.json: scikit-learn's values of the measures. Run with Debian's python3-sklearn (1.2.1): python3 make_metrics.py"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")  # classes without samples or predictions


def probabilities(random, rows, classes, steps):
    """Multiples of 1 / steps that add up to exactly 1, so that single precision holds them; few steps make equal scores."""
    raw = np.floor(random.dirichlet(np.ones(classes), rows) * steps)
    raw[:, 0] += steps - raw.sum(1)
    return raw / steps


def calibration_error(p, y, bins=15):
    """From scikit-learn's own curve: share right and mean confidence of each bin that holds rows."""
    sure, right = p.max(1).astype(float), (p.argmax(1) == y).astype(int)
    share, mean = calibration_curve(right, np.clip(sure, 0, 1), n_bins=bins)
    held = np.histogram(sure, np.linspace(0, 1, bins + 1))[0]
    held = held[held > 0]
    return float(np.sum(held * np.abs(share - mean)) / len(y))


def classification(seed, rows, classes, steps, absent=()):
    random = np.random.default_rng(seed)
    p = probabilities(random, rows, classes, steps)
    allowed = [c for c in range(classes) if c not in absent]
    y = np.where(random.random(rows) < 0.5, p.argmax(1), random.choice(allowed, rows))
    y = np.where(np.isin(y, allowed), y, allowed[0])
    guess = p.argmax(1)
    labels = np.arange(classes)
    values = {
        "accuracy": m.accuracy_score(y, guess), "balanced_accuracy": m.balanced_accuracy_score(y, guess),
        "precision_macro": m.precision_score(y, guess, average="macro"), "recall_macro": m.recall_score(y, guess, average="macro"),
        "f1_macro": m.f1_score(y, guess, average="macro"), "f1_micro": m.f1_score(y, guess, average="micro"),
        "calibration_error": calibration_error(p, y),
    }
    if classes == 2:
        values["roc_auc"] = m.roc_auc_score(y, p[:, 1])
        values["pr_auc"] = m.average_precision_score(y, p[:, 1])
    else:
        each = [c for c in labels if 0 < (y == c).sum() < rows]
        values["roc_auc"] = np.mean([m.roc_auc_score(y == c, p[:, c]) for c in each])
        values["pr_auc"] = np.mean([m.average_precision_score(y == c, p[:, c]) for c in each])
        if steps > 1000:  # scikit-learn breaks ties otherwise
            values["top3_accuracy"] = m.top_k_accuracy_score(y, p, k=3, labels=labels)
    values["log_loss"] = m.log_loss(y, p, labels=labels, eps=1e-15)
    return {
        "classes": classes, "probabilities": [float(v) for v in p.flatten()], "labels": y.tolist(), "values": {k: float(v) for k, v in values.items()},
        "f1": [float(v) for v in m.f1_score(y, guess, average=None, labels=labels)],
        "confusion": m.confusion_matrix(y, guess, labels=labels).flatten().tolist(),
    }


def regression(seed, rows):
    random = np.random.default_rng(seed)
    t = random.normal(3, 2, rows)
    t[0] = 0.0
    p = t + random.normal(0, 1, rows)
    return {
        "predicted": p.tolist(), "truth": t.tolist(),
        "values": {
            "mae": m.mean_absolute_error(t, p), "rmse": float(np.sqrt(m.mean_squared_error(t, p))), "r2": m.r2_score(t, p), "mape": m.mean_absolute_percentage_error(t, p),
        },
    }


pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps({
    "sklearn": sklearn.__version__,
    "classification": [
        classification(1, 60, 2, 1 << 20), classification(2, 80, 2, 8), classification(3, 90, 5, 1 << 20), classification(4, 90, 4, 8),
        classification(5, 40, 6, 1 << 20, absent=(2, 5)),
    ],
    "regression": [regression(6, 30)],
}) + "\n")

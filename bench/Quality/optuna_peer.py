"""Runs one of Optuna's samplers on a problem whose values the parent process computes.

Protocol, JSON lines: first line in {"space": [parameters in the list form], "sampler": name, "seed": n, "trials": n} a study; for each trial a line
out {"trial": n, "params": {...}} and a line in with the value; {"done": true} ends the study and the next may follow. The first line out
names the version.
"""
import json
import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
s = optuna.samplers
SAMPLERS = {
    "default": lambda seed: s.TPESampler(seed=seed),
    "tpe_multivariate": lambda seed: s.TPESampler(seed=seed, multivariate=True, group=True),
    "gp": lambda seed: s.GPSampler(seed=seed),
    "cmaes": lambda seed: s.CmaEsSampler(seed=seed),
    "nsga2": lambda seed: s.NSGAIISampler(seed=seed),
    "qmc": lambda seed: s.QMCSampler(seed=seed),
    "random": lambda seed: s.RandomSampler(seed=seed),
}


def suggest(trial, space):
    params = {}
    for p in space:
        if not all(params.get(parent) in values for parent, values in p.get("when", {}).items()):
            continue
        name = p["name"]
        if p["type"] == "float":
            params[name] = trial.suggest_float(name, p["low"], p["high"], log=p.get("log", False), step=p.get("step"))
        elif p["type"] == "int":
            params[name] = trial.suggest_int(name, p["low"], p["high"], log=p.get("log", False), step=p.get("step", 1))
        else:
            params[name] = trial.suggest_categorical(name, p["choices"])
    return params


def send(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


send({"version": optuna.__version__})
for line in sys.stdin:
    job = json.loads(line)
    study = optuna.create_study(sampler=SAMPLERS[job["sampler"]](job["seed"]))
    for number in range(job["trials"]):
        trial = study.ask()
        send({"trial": number, "params": suggest(trial, job["space"])})
        study.tell(trial, float(sys.stdin.readline()))
    send({"done": True})

"""The same training in PyTorch's eager mode, as its documentation writes it. One request per line on standard input
({"case": ..., "epochs": n}), one answer per line on standard output ({"samplesPerSecond": ...}); started by TrainingSuite.cs."""
import ctypes
import json
import os
import sys
import time

try:
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional as F
except ModuleNotFoundError:
    sys.exit("nothing to compare with: no python3-torch")

EVALUATION_BATCH = 256


class Lstm(nn.Module):
    """The rows of an image, one after the other."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(28, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.rnn(x.squeeze(1))[0][:, -1])


class Transformer(nn.Module):
    """Patches of 4x4 pixels, learned positions, four blocks, the mean of all positions."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(128, 4, 512, 0.0, batch_first=True, norm_first=True)
        self.embed, self.position, self.encoder, self.head = nn.Linear(16, 128), nn.Embedding(49, 128), nn.TransformerEncoder(layer, 4, nn.LayerNorm(128)), nn.Linear(128, 10)

    def forward(self, x):
        x = x.view(-1, 7, 4, 7, 4).permute(0, 1, 3, 2, 4).reshape(-1, 49, 16)
        return self.head(self.encoder(self.embed(x) + self.position.weight).mean(1))


def build(kind):
    if kind == "lstm":
        return Lstm()
    if kind == "transformer":
        return Transformer()
    if kind == "small":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    if kind == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10))
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 14 * 14, 128), nn.ReLU(), nn.Linear(128, 10))


class Trial:
    def __init__(self, folder, case, rate):
        self.pixels = torch.from_numpy(numpy.fromfile(f"{folder}/{case['pixels']}", dtype=numpy.uint8)).view(-1, 1, case["side"], case["side"])
        self.labels = torch.from_numpy(numpy.fromfile(f"{folder}/labels.bin", dtype=numpy.int64))
        self.train = torch.tensor(case["train"])
        self.validation = torch.tensor(case["validation"])
        self.scale, self.shift = 1 / (255 * case["std"]), -case["mean"] / case["std"]
        self.batch = case["batch"]
        self.model = build(case["model"])
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=rate)

    def read(self, rows):
        return self.pixels[rows].float().mul_(self.scale).add_(self.shift), self.labels[rows]

    def epoch(self):
        self.model.train()
        rows = self.train[torch.randperm(len(self.train))]
        loss_sum, correct = 0.0, 0
        for batch in rows.split(self.batch):
            x, y = self.read(batch)
            logits = self.model(x)
            loss = F.cross_entropy(logits, y)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        self.model.eval()
        with torch.no_grad():
            for batch in self.validation.split(EVALUATION_BATCH):
                x, y = self.read(batch)
                logits = self.model(x)
                F.cross_entropy(logits, y, reduction="sum").item()
                (logits.argmax(1) == y).sum().item()
        return loss_sum / len(rows)


def blas():
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split()[-1] for line in maps if "/libopenblas" in line}
    for file in files:
        name = ctypes.CDLL(file).openblas_get_corename
        name.restype = ctypes.c_char_p
        return f"{os.path.basename(os.path.dirname(file))}/{os.path.basename(file)} ({name().decode()})"
    return "no OpenBLAS"


def main(folder, threads):
    torch.set_num_threads(threads)
    with open(f"{folder}/cases.json", encoding="utf-8") as file:
        cases = {name: [Trial(folder, case, rate) for rate in case["rates"]] for name, case in json.load(file).items()}
    torch.zeros(2, 2) @ torch.zeros(2, 2)
    print(json.dumps({"version": torch.__version__, "blas": blas()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        trials = cases[request["case"]]
        started, used = time.perf_counter(), time.process_time()
        for trial in trials:
            for _ in range(request["epochs"]):
                loss = trial.epoch()
        elapsed, used = time.perf_counter() - started, time.process_time() - used
        samples = sum(len(trial.train) for trial in trials) * request["epochs"]
        print(json.dumps({"samplesPerSecond": samples / elapsed, "samplesPerProcessorSecond": samples / used, "loss": loss}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

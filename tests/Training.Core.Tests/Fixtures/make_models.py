"""Writes models.json: what PyTorch (1.13 or later) computes with the catalogue's networks from weights that both sides make by one formula.
For each case the logits and the loss at the start, the losses of three steps of Adam, and the logits after them in evaluation mode.
Run: python3 make_models.py > models.json"""
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)


def fill(model):
    """Parameter k by sorted name, element i: 0.3 sin(1.3 k + 0.7 i + 1); norms' weights 1 more."""
    with torch.no_grad():
        for k, (name, p) in enumerate(sorted(model.named_parameters())):
            values = torch.tensor([0.3 * math.sin(1.3 * k + 0.7 * i + 1) for i in range(p.numel())], dtype=torch.float64)
            p.copy_((values + (1 if "norm" in name and name.endswith("weight") or "bn" in name and name.endswith("weight") else 0)).view(p.shape))


def wave(*shape):
    return torch.tensor([math.cos(0.37 * i) for i in range(math.prod(shape))], dtype=torch.float64).float().view(shape)


def tokens(rows, length, count):
    return torch.tensor([(i * i + 3 * i + i // 5) % count for i in range(rows * length)]).view(rows, length)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.stride, self.added = stride, outputs - inputs

    def forward(self, x):
        short = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.added))
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + short)


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(2, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4)
        self.stages = nn.Sequential(Block(4, 4, 1), Block(4, 8, 2), Block(8, 16, 2))
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.stages(F.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


class Recurrent(nn.Module):
    def __init__(self, cell, layers, both, vocabulary=None):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 8) if vocabulary else None
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[cell]
        self.rnn = kind(8 if vocabulary else 5, 8, layers, batch_first=True, bidirectional=both)
        self.head = nn.Linear(16 if both else 8, vocabulary or 3)
        self.both = both

    def forward(self, x):
        states, _ = self.rnn(self.embed(x) if self.embed else x)
        if self.embed:
            return self.head(states)
        return self.head(torch.cat([states[:, -1, :8], states[:, 0, 8:]], 1) if self.both else states[:, -1])


def blocks(width, heads, hidden, layers, activation):
    layer = nn.TransformerEncoderLayer(width, heads, hidden, 0.0, activation, batch_first=True, norm_first=True)
    return nn.TransformerEncoder(layer, layers, nn.LayerNorm(width))


class Transformer(nn.Module):
    def __init__(self, embed, length):
        super().__init__()
        self.embed, self.position, self.encoder, self.head = embed, nn.Embedding(length, 16), blocks(16, 2, 32, 2, "relu"), nn.Linear(16, 3)

    def forward(self, x):
        if x.dim() == 4:  # patches of 2
            n, c, h, w = x.shape
            x = x.view(n, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(n, h * w // 4, c * 4)
        return self.head(self.encoder(self.embed(x) + self.position.weight).mean(1))


class Gpt(nn.Module):
    def __init__(self, vocabulary, length):
        super().__init__()
        self.token, self.position = nn.Embedding(vocabulary, 16), nn.Embedding(length, 16)
        self.decoder, self.head = blocks(16, 4, 64, 2, "gelu"), nn.Linear(16, vocabulary)

    def forward(self, x):
        length = x.shape[1]
        mask = torch.full((length, length), -math.inf).triu(1)
        return self.head(self.decoder(self.token(x) + self.position.weight[:length], mask))


class Mlp(nn.Module):
    def __init__(self, inputs, activation=nn.ReLU):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(inputs, 8), activation(), nn.Dropout(0.0), nn.Linear(8, 6), activation(), nn.Dropout(0.0), nn.Linear(6, 3))

    def forward(self, x):
        return self.layers(x.flatten(1))


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(2, 4, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(32, 8), nn.ReLU(), nn.Dropout(0.0), nn.Linear(8, 3))

    def forward(self, x):
        return self.classifier(self.features(x))


class TableMlp(nn.Module):
    """Two numbers, then codes of 3 and of 4 values."""
    def __init__(self):
        super().__init__()
        self.embeddings, self.mlp = nn.ModuleList([nn.Embedding(3, 2), nn.Embedding(4, 2)]), Mlp(6)

    def forward(self, x):
        codes = x[:, 2:].long()
        return self.mlp(torch.cat([x[:, :2]] + [embedding(codes[:, i]) for i, embedding in enumerate(self.embeddings)], 1))


class Linear(nn.Module):
    def __init__(self, inputs, cardinalities=()):
        super().__init__()
        self.inputs = inputs
        self.weight, self.bias = nn.Parameter(torch.zeros(3, inputs)), nn.Parameter(torch.zeros(3))
        self.categories = nn.ParameterList([nn.Parameter(torch.zeros(codes, 3)) for codes in cardinalities])

    def forward(self, x):
        x = x.flatten(1)
        codes = x[:, self.inputs:].long()
        return F.linear(x[:, :self.inputs], self.weight, self.bias) + sum(table[codes[:, i]] for i, table in enumerate(self.categories))


class Dlinear(nn.Module):
    """As in the paper's own code: the ends are repeated before the moving average of 5 steps."""
    def __init__(self):
        super().__init__()
        self.Linear_Seasonal, self.Linear_Trend = nn.Linear(12, 4), nn.Linear(12, 4)

    def forward(self, x):
        x = x.transpose(1, 2)
        trend = F.avg_pool1d(F.pad(x, (2, 2), mode="replicate"), 5, 1)
        return (self.Linear_Seasonal(x - trend) + self.Linear_Trend(trend)).transpose(1, 2)


def run(model, x, y):
    fill(model)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses, first = [], None
    for _ in range(4):
        logits = model(x)
        first = logits.detach() if first is None else first
        loss = F.mse_loss(logits, y) if y.is_floating_point() else F.cross_entropy(logits.flatten(0, -2), y.flatten())
        losses.append(loss.item())
        if len(losses) == 4:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        return {"logits": first.flatten().tolist(), "losses": losses, "after": model(x).flatten().tolist()}


def main():
    classes = torch.tensor([2, 0, 1])
    text, following = tokens(3, 7, 6), tokens(3, 8, 6)[:, 1:].contiguous()
    cases = {
        "resnet": (ResNet(), wave(3, 2, 8, 8), classes),
        "transformer-image": (Transformer(nn.Linear(8, 16), 8), wave(3, 2, 4, 8), classes),
        "transformer-series": (Transformer(nn.Linear(5, 16), 6), wave(3, 6, 5), classes),
        "gpt": (Gpt(6, 9), text, following),
    }
    rows = torch.cat([wave(3, 2), torch.tensor([[2., 3.], [0., 1.], [1., 0.]])], 1)
    cases |= {
        "mlp": (Mlp(32), wave(3, 2, 4, 4), classes),
        "mlp-tanh": (Mlp(15, nn.Tanh), wave(3, 5, 3), classes),
        "mlp-silu": (Mlp(15, nn.SiLU), wave(3, 5, 3), classes),
        "mlp-sigmoid": (Mlp(15, nn.Sigmoid), wave(3, 5, 3), classes),
        "mlp-leaky_relu": (Mlp(15, nn.LeakyReLU), wave(3, 5, 3), classes),
        "mlp-table": (TableMlp(), rows, classes),
        "cnn": (Cnn(), wave(3, 2, 8, 8), classes),
        "linear": (Linear(32), wave(3, 2, 4, 4), classes),
        "linear-table": (Linear(2, (3, 4)), rows, classes),
        "dlinear": (Dlinear(), wave(3, 12, 5), wave(3, 4, 5) * 0.5),
    }
    for cell in ("rnn", "lstm", "gru"):
        cases[f"{cell}-series"] = (Recurrent(cell, 2, True), wave(3, 6, 5), classes)
        cases[f"{cell}-text"] = (Recurrent(cell, 1, False, 6), text, following)
    print(json.dumps({name: run(*case) for name, case in cases.items()}))


if __name__ == "__main__":
    main()

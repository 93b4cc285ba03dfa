"""Writes unlabelled.json: what PyTorch (1.13 or later) computes with the networks that learn without labels and with transposed convolutions,
from weights that both sides make by one formula. What the networks draw (hidden patches, random numbers of generated images) comes from a
second implementation of the product's counter-based generator.
Run: python3 make_unlabelled.py > unlabelled.json"""
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

from make_models import blocks, fill, wave

torch.set_num_threads(1)
MASK = (1 << 64) - 1


class Counter:
    """SplitMix64 (Steele, Lea, Flood 2014) entered at any step; see CounterRandom.cs."""
    GOLDEN = 0x9E3779B97F4A7C15

    def __init__(self, key):
        self.key = key

    @staticmethod
    def mix(x):
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
        return x ^ (x >> 31)

    @classmethod
    def of(cls, seed, stream):
        return cls(cls.mix(cls.mix(seed + cls.GOLDEN & MASK) ^ stream * 0xD1342543DE82EF95 & MASK))

    def child(self, item):
        return Counter(self.mix(self.key ^ self.mix(item + self.GOLDEN & MASK)))

    def bits(self, index):
        return self.mix(self.key + index * self.GOLDEN & MASK)

    def uniform(self, index):
        return (self.bits(index) >> 11) * 2.0 ** -53

    def permutation(self, count):
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            other = self.bits(count - 1 - i) * (i + 1) >> 64
            order[i], order[other] = order[other], order[i]
        return order

    def normal(self, count):
        return [math.sqrt(-2 * math.log(1 - self.uniform(2 * i))) * math.cos(2 * math.pi * self.uniform(2 * i + 1)) for i in range(count)]


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(2, 4, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
        self.encode, self.decode = nn.Linear(32, 6), nn.Linear(6, 32)
        self.upsample = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 2, 4, 2, 1))

    def forward(self, x):
        return self.upsample(self.decode(self.encode(self.features(x).flatten(1))).view(-1, 8, 2, 2))


class MaskedAutoencoder(nn.Module):
    """Patches of 2 of images (2, 4, 8), six of eight hidden."""

    def __init__(self, visible):
        super().__init__()
        self.visible = torch.tensor(visible)
        self.embed, self.position, self.encoder = nn.Linear(8, 16), nn.Embedding(8, 16), blocks(16, 2, 32, 2, "relu")
        self.decoder_embed, self.mask_token, self.decoder_position = nn.Linear(16, 32), nn.Parameter(torch.zeros(1, 32)), nn.Embedding(8, 32)
        self.decoder, self.rebuild = blocks(32, 2, 64, 1, "relu"), nn.Linear(32, 8)

    def forward(self, x):
        n = x.shape[0]
        rows = torch.arange(n)[:, None]
        patches = x.view(n, 2, 2, 2, 4, 2).permute(0, 2, 4, 1, 3, 5).reshape(n, 8, 8)
        codes = self.decoder_embed(self.encoder(self.embed(patches[rows, self.visible]) + self.position(self.visible)))
        all_codes = self.mask_token.expand(n, 8, 32).clone()
        all_codes[rows, self.visible] = codes
        rebuilt = self.rebuild(self.decoder(all_codes + self.decoder_position.weight))
        rebuilt[rows, self.visible] = patches[rows, self.visible]
        return rebuilt.view(n, 2, 4, 2, 2, 2).permute(0, 3, 1, 4, 2, 5).reshape(n, 2, 4, 8)


class Gan(nn.Module):
    """Images (1, 8, 8) from 3 random numbers."""

    def __init__(self):
        super().__init__()
        self.project = nn.Sequential(nn.Linear(3, 32))
        self.generate = nn.Sequential(
            nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.ConvTranspose2d(4, 1, 4, 2, 1), nn.Tanh())
        self.judge = nn.Sequential(
            nn.Conv2d(1, 4, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.LeakyReLU(0.2))
        self.verdict = nn.Sequential(nn.Flatten(), nn.Dropout(0.0), nn.Linear(32, 1))

    def forward(self, x):
        return self.verdict(self.judge(x))

    def make(self, random, items):
        numbers = torch.tensor([random.child(item).normal(3) for item in items])
        return self.generate(self.project(numbers).view(-1, 8, 2, 2))


def rebuild(model, x, share):
    """share: of the pixels that are to be guessed. A rate at which Adam, which divides by gradients, keeps the rounding of tiny ones below 1e-5."""
    fill(model)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    losses, first = [], None
    for _ in range(4):
        output = model(x)
        first = output.detach() if first is None else first
        loss = F.mse_loss(output, x) / share
        losses.append(loss.item())
        if len(losses) == 4:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        return {"output": first.flatten().tolist(), "losses": losses, "after": model(x).flatten().tolist()}


def oppose(model, real):
    """Three steps of both networks: generator at 0.001, judge at half of it, real images' target 0.9."""
    fill(model)
    model.train()
    random = Counter.of(11, 33)
    of_generator = torch.optim.Adam([*model.project.parameters(), *model.generate.parameters()], lr=1e-3, betas=(0.5, 0.999))
    of_judge = torch.optim.Adam([*model.judge.parameters(), *model.verdict.parameters()], lr=5e-4, betas=(0.5, 0.999))
    entropy = lambda logits, target: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))
    losses, verdicts = [], []
    for step in range(3):
        made = model.make(random.child(step), range(len(real)))
        judged = entropy(model(real), 0.9) + entropy(model(made.detach()), 0.0)
        of_judge.zero_grad()
        judged.backward()
        of_judge.step()
        loss = entropy(model(made), 1.0)
        of_generator.zero_grad()
        loss.backward()
        of_generator.step()
        losses.append(loss.item())
        verdicts.append(judged.item())
    model.eval()
    with torch.no_grad():
        made = model.make(Counter.of(1, 30), [4, 9, 2])
        return {"losses": losses, "judged": verdicts, "made": made.flatten().tolist(), "verdict": model(real).flatten().tolist()}


def transpose(layer, x):
    fill(layer)
    x.requires_grad = True
    output = layer(x)
    (output * wave(*output.shape)).sum().backward()
    return {"output": output.flatten().tolist(), "input": x.grad.flatten().tolist()} | {name: p.grad.flatten().tolist() for name, p in layer.named_parameters()}


def main():
    random = Counter.of(1, 30).child(3)
    visible = [random.child(row).permutation(8)[:2] for row in (4, 9, 2)]
    print(json.dumps({
        "autoencoder": rebuild(Autoencoder(), wave(3, 2, 8, 8), 1.0),
        "masked_autoencoder": rebuild(MaskedAutoencoder(visible), wave(3, 2, 4, 8), 0.75),
        "gan": oppose(Gan(), wave(3, 1, 8, 8)),
        "conv_transpose": transpose(nn.ConvTranspose2d(3, 2, 4, 2, 1), wave(2, 3, 5, 4)),
        "conv_transpose-plain": transpose(nn.ConvTranspose2d(2, 3, 3, 1, 0, bias=False), wave(1, 2, 4, 6)),
    }))


if __name__ == "__main__":
    main()

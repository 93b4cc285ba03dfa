"""Writes forecasts.json: DLinear and the losses of numbers as PyTorch computes them. Run: python3 make_forecasts.py (python3-torch 1.13)."""
import json

import torch
from torch import nn

torch.manual_seed(5)
length, horizon, channels, kernel = 12, 4, 3, 5
x = torch.randn(2, length, channels)
y = torch.randn(2, horizon, channels)
seasonal, trend = nn.Linear(length, horizon), nn.Linear(length, horizon)

# The decomposition of the paper's own code: the ends are repeated, then averaged.
front, end = x[:, :1].repeat(1, (kernel - 1) // 2, 1), x[:, -1:].repeat(1, (kernel - 1) // 2, 1)
mean = nn.AvgPool1d(kernel, stride=1)(torch.cat([front, x, end], 1).permute(0, 2, 1)).permute(0, 2, 1)
output = (seasonal((x - mean).permute(0, 2, 1)) + trend(mean.permute(0, 2, 1))).permute(0, 2, 1)
losses = {"mse": nn.MSELoss(), "mae": nn.L1Loss(), "huber": nn.HuberLoss()}
nn.MSELoss()(output, y).backward()
flat = lambda tensor: tensor.detach().flatten().tolist()
with open("forecasts.json", "w") as file:
    json.dump({
        "shape": [length, horizon, channels, kernel], "x": flat(x), "y": flat(y), "output": flat(output),
        "Linear_Seasonal.weight": flat(seasonal.weight), "Linear_Seasonal.bias": flat(seasonal.bias),
        "Linear_Trend.weight": flat(trend.weight), "Linear_Trend.bias": flat(trend.bias),
        "gradient": flat(trend.weight.grad), **{name: loss(output, y).item() for name, loss in losses.items()},
    }, file)
    file.write("\n")

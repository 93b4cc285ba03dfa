using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Makes a network with zero weights: (N, C, H, W) to logits (N, classes), drawing dropout from the given stream only.</summary>
public delegate torch.nn.Module<torch.Tensor, torch.Tensor> ModelBuilder(ModelSpec spec, ImageShape shape, int classes, RandomStream dropout);

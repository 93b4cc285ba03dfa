using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// Makes a network with zero weights for samples of one shape, drawing dropout from the given stream only. Throws
/// <see cref="SpecException"/> when the family cannot take such samples or its settings do not fit them.
/// </summary>
/// <param name="spec">The family's settings.</param>
/// <param name="shape">What one sample is.</param>
/// <param name="outputs">Values of one answer: logits of classes, numbers, or logits of tokens.</param>
/// <param name="dropout">Where dropout draws from.</param>
public delegate torch.nn.Module<torch.Tensor, torch.Tensor> ModelBuilder(ModelSpec spec, SampleShape shape, int outputs, RandomStream dropout);

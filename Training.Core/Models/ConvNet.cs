using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Blocks of convolution, activation and 2×2 pooling with twice the channels each time, then a hidden layer and the classes. (N, C, H, W) to logits (N, classes).</summary>
public sealed class ConvNet : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Sequential _features;
    private readonly Sequential _classifier;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="spec">Channels, blocks, kernel, hidden units, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The image is too small for so many poolings.</exception>
    public ConvNet(ImageShape shape, int classes, CnnSpec spec, RandomStream dropout)
        : base(nameof(ConvNet))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        var (height, width) = (shape.Height >> spec.Blocks, shape.Width >> spec.Blocks);
        if (height == 0 || width == 0)
            throw new SpecException("cnn.blocks", $"{spec.Blocks} blocks halve an image of {shape} to nothing. Use fewer blocks.");

        var features = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
        var channels = shape.Channels;
        for (var block = 0; block < spec.Blocks; block++)
        {
            var next = spec.Channels << block;
            features.AddRange([torch.nn.Conv2d(channels, next, spec.Kernel, spec.Kernel / 2), Activations.Build(spec.Activation), torch.nn.MaxPool2d(2)]); // (N, next, H/2, W/2)
            channels = next;
        }

        _features = torch.nn.Sequential([.. features]);
        _classifier = torch.nn.Sequential(
            torch.nn.Flatten(),
            torch.nn.Linear(channels * height * width, spec.Hidden), // (N, hidden)
            Activations.Build(spec.Activation),
            torch.nn.Dropout(spec.Dropout, dropout),
            torch.nn.Linear(spec.Hidden, classes));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => _classifier.forward(_features.forward(input));

    internal override string ToOnnx(OnnxGraph graph, string input) => _classifier.ToOnnx(graph, _features.ToOnnx(graph, input));
}

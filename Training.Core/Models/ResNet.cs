using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2016), section 4.2: a convolution, three stages of n residual blocks
/// with the image halved and the channels doubled between them, the mean of each plane, the classes. (N, C, H, W) to logits (N, classes).
/// </summary>
public sealed class ResNet : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _activation;
    private readonly Sequential _stages;
    private readonly Dropout _dropout;
    private readonly Linear _fc;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="spec">Depth, channels, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The image is too small to be halved twice.</exception>
    public ResNet(ImageShape shape, int classes, ResNetSpec spec, RandomStream dropout)
        : base(nameof(ResNet))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        if (shape.Height < 4 || shape.Width < 4)
            throw new SpecException("model", $"'resnet' halves an image twice, but the data set's are {shape}. Use another model, such as mlp.");
        _conv1 = torch.nn.Conv2d(shape.Channels, spec.Channels, 3, padding: 1, bias: false);
        _bn1 = torch.nn.BatchNorm2d(spec.Channels);
        _activation = Activations.Build(spec.Activation);
        var blocks = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
        var channels = spec.Channels;
        for (var stage = 0; stage < 3; stage++)
        {
            for (var block = 0; block < (spec.Depth - 2) / 6; block++)
            {
                var halve = stage > 0 && block == 0;
                blocks.Add(new ResidualBlock(channels, halve ? 2 * channels : channels, halve ? 2 : 1, spec.Activation));
                channels = halve ? 2 * channels : channels;
            }
        }

        _stages = torch.nn.Sequential([.. blocks]);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _fc = torch.nn.Linear(channels, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        var features = _stages.call(_activation.call(_bn1.call(_conv1.call(input)))); // (N, 4·channels, H/4, W/4)
        return _fc.call(_dropout.call(features.mean(3).mean(2))); // (N, classes)
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var features = _stages.ToOnnx(graph, _activation.ToOnnx(graph, _bn1.ToOnnx(graph, _conv1.ToOnnx(graph, input))));
        return _fc.ToOnnx(graph, graph.Node("ReduceMean", [features], OnnxAttribute.List("axes", 2, 3), OnnxAttribute.Of("keepdims", 0)));
    }
}

using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>The model families, by the value of the field <c>model</c>.</summary>
public static class ModelCatalog
{
    private static readonly Dictionary<string, ModelBuilder> Builders = new(StringComparer.Ordinal)
    {
        ["mlp"] = (spec, shape, classes, dropout) => new Mlp(shape.Size, classes, (MlpSpec)spec, dropout),
        ["cnn"] = (spec, shape, classes, dropout) => new ConvNet(shape, classes, (CnnSpec)spec, dropout),
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names => Builders.Keys;

    /// <summary>A network with zero weights for samples of one shape.</summary>
    /// <exception cref="SpecException">The family is unknown.</exception>
    public static torch.nn.Module<torch.Tensor, torch.Tensor> Build(ModelSpec spec, ImageShape shape, int classes, RandomStream dropout)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Builders.TryGetValue(spec.Kind, out var builder)
            ? builder(spec, shape, classes, dropout)
            : throw new SpecException("model", $"'{spec.Kind}' is not known. Use one of: {string.Join(", ", Builders.Keys)}.");
    }
}

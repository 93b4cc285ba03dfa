using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>The model families, by the value of the field <c>model</c>.</summary>
public static class ModelCatalog
{
    /// <summary>All families, in the order in which a form shows them.</summary>
    public static IReadOnlyList<ModelFamily> Families { get; } =
    [
        MlpFamily.Family, CnnFamily.Family, ResNetFamily.Family, RnnFamily.Family, TransformerFamily.Family, GptFamily.Family,
        LinearFamily.Family, TreesFamily.Family, DlinearFamily.Family, AutoencoderFamily.Family, MaskedAutoencoderFamily.Family, GanFamily.Family,
    ];

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Families.Select(family => family.Name)];

    /// <summary>The families that can learn from such samples, in the catalogue's order.</summary>
    public static IReadOnlyList<ModelFamily> For(SampleKind samples) => [.. Families.Where(family => family.Takes.Contains(samples))];

    /// <summary>A network with zero weights for samples of one shape.</summary>
    /// <exception cref="SpecException">The family is unknown, or it does not take such samples.</exception>
    public static torch.nn.Module<torch.Tensor, torch.Tensor> Build(ModelSpec spec, SampleShape shape, int outputs, RandomStream dropout)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Get(spec.Kind).Build(spec, shape, outputs, dropout);
    }

    /// <summary>What a family learns from data with a target: the target, or for families that need none something of their own. An unknown family learns the target.</summary>
    public static TargetKind TargetOf(string model, TargetKind data) => Families.FirstOrDefault(family => family.Name == model)?.Target ?? data;

    /// <summary>Whether a training of a family can begin with weights of an earlier one. An unknown family can.</summary>
    public static bool StartsFromWeights(string model) => Families.FirstOrDefault(family => family.Name == model)?.Learner is null;

    /// <summary>Data as a family sees them.</summary>
    /// <exception cref="SpecException">The family cannot learn from them.</exception>
    internal static PreparedData Adapt(ModelSpec spec, PreparedData data)
    {
        var seen = Get(spec.Kind).Target is { } kind ? new UnlabelledImages(data, Need<ImageShape>(spec, data.Shape, "images"), kind) : data;
        seen.LargestTensor = spec.LargestTensor(seen.Shape);
        return seen;
    }

    /// <exception cref="SpecException">There is no such family.</exception>
    internal static ModelFamily Get(string name) => Families.FirstOrDefault(family => family.Name == name)
        ?? throw new SpecException("model", $"'{name}' is not known. Use one of: {string.Join(", ", Names)}.");

    /// <summary>The shape as the kind that a family takes.</summary>
    /// <exception cref="SpecException">It is another kind.</exception>
    internal static T Need<T>(ModelSpec spec, SampleShape shape, string wanted)
        where T : SampleShape =>
        shape as T ?? throw new SpecException("model", $"'{spec.Kind}' takes {wanted}, but the data set is {shape.Kind}. Choose another model or data set.");
}

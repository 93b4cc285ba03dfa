using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>One family of networks: what people call it, its own settings, how they are read, and how the network is built.</summary>
public sealed class ModelFamily
{
    internal ModelFamily(string name, string title, string help, IReadOnlyList<TrainingField> fields, Func<FieldValues, ModelSpec> read, ModelBuilder build)
    {
        Name = name;
        Title = title;
        Help = help;
        Fields = fields;
        Read = read;
        Build = build;
    }

    /// <summary>The value of the field <c>model</c>, and the prefix of the family's fields.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Title { get; }

    /// <summary>One sentence of advice.</summary>
    public string Help { get; }

    /// <summary>The settings that only this family has.</summary>
    public IReadOnlyList<TrainingField> Fields { get; }

    /// <summary>The kinds of samples that it can learn from.</summary>
    public required IReadOnlyList<SampleKind> Takes { get; init; }

    internal Func<FieldValues, ModelSpec> Read { get; }

    internal ModelBuilder Build { get; }

    /// <summary>What the family learns instead of the data's target, for one that needs no labels; null where the data decide.</summary>
    public TargetKind? Target { get; internal init; }

    /// <summary>What learns, for a family that is not trained by gradients of batches; null where an optimizer trains it.</summary>
    internal Func<torch.nn.Module<torch.Tensor, torch.Tensor>, TrainingSpec, TrainingTask, Learner>? Learner { get; init; }
}

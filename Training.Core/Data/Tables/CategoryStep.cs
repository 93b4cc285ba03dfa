using System.Text.Json.Serialization;

namespace Training.Core.Data.Tables;

/// <summary>What was fitted for one category column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Levels">The values of the training rows in ordinal order: codes 1, 2 and so on. Code 0 is every other value, and a missing one unless it is filled.</param>
/// <param name="Fill">Stands for a missing value; null leaves it code 0.</param>
/// <param name="OneHot">Whether each code is an input of its own; else the code itself is one, for an embedding.</param>
public sealed record CategoryStep(string Name, IReadOnlyList<string> Levels, string? Fill, bool OneHot)
{
    /// <summary>The most frequent value of the training rows, for forms; null in preparations of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Usual { get; init; }

    /// <summary>How many codes there are.</summary>
    internal int Cardinality => Levels.Count + 1;

    /// <summary>The code of a value; null is a missing one.</summary>
    internal int Code(string? value) => (value ?? Fill) is { } level ? Levels.Index().FirstOrDefault(pair => pair.Item == level, (Index: -1, Item: "")).Index + 1 : 0;

    /// <summary>Equal when the levels are equal one by one.</summary>
    public bool Equals(CategoryStep? other) => other is not null && Name == other.Name && Fill == other.Fill && OneHot == other.OneHot && Levels.SequenceEqual(other.Levels);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal) ^ Levels.Count;
}

using Training.Core.Data;

namespace Training.Core;

/// <summary>
/// One entry of the catalogue of training settings: what the value may be, and what people should know about it.
/// </summary>
/// <param name="Name">The name in sweep files, REST, forms and events, such as <c>mlp.width</c>.</param>
/// <param name="Type"><c>float</c> (a double), <c>int</c> (a long), <c>choice</c> (one of <see cref="Choices"/>), <c>text</c>, <c>name</c> (of something in another catalogue), <c>source</c> (of weights) or <c>flag</c> (a bool).</param>
/// <param name="Default">The value used when the field is left out: double, long, string or bool after <paramref name="Type"/>.</param>
/// <param name="Help">One line for people.</param>
public sealed record TrainingField(string Name, string Type, object Default, string Help)
{
    /// <summary>A short label for a form.</summary>
    public required string Title { get; init; }

    /// <summary>Smallest allowed number, inclusive.</summary>
    public double? Low { get; init; }

    /// <summary>Largest allowed number, inclusive.</summary>
    public double? High { get; init; }

    /// <summary>The allowed values of a choice: strings, or longs where the choice is numeric.</summary>
    public IReadOnlyList<object>? Choices { get; init; }

    /// <summary>The unit of a number, such as <c>epochs</c>; null when it has none.</summary>
    public string? Unit { get; init; }

    /// <summary>When the field has an effect; null when it always has.</summary>
    public FieldCondition? When { get; init; }

    /// <summary>The kinds of samples that the field is for; all unless stated.</summary>
    public IReadOnlyList<SampleKind> For { get; init; } = Enum.GetValues<SampleKind>();

    /// <summary>Model families in which the field has no effect although its condition holds, such as boosted trees for the optimizer's settings.</summary>
    public IReadOnlyList<string> IdleIn { get; init; } = [];

    /// <summary>Whether a sweep may search over it.</summary>
    public bool Searchable { get; init; }

    /// <summary>Whether a search range over it should be logarithmic unless the user says otherwise.</summary>
    public bool LogScale { get; init; }

    /// <summary>A sensible first search range, inside the allowed one; null when a search lists values instead.</summary>
    public FieldRange? SearchRange { get; init; }

    /// <summary>What a text must be, for people; null unless it has a rule of its own.</summary>
    internal string? Expected { get; init; }

    /// <summary>What is wrong with a text, as the end of a sentence, or null; null where the common rules suffice.</summary>
    internal Func<string, string?>? Rule { get; init; }

    /// <summary>
    /// Whether the field has an effect on some trial that learns from samples of a kind with one of some families, whatever the other fields are. Forms
    /// show no other fields, and a launch refuses them (<see cref="WhyIdle"/>).
    /// </summary>
    public bool HasEffect(SampleKind samples, IReadOnlyCollection<string> families) => WhyIdle(samples, families) is null;

    /// <summary>Why the field has no effect, as the end of a sentence that begins with its name; null when it has one.</summary>
    /// <param name="samples">What the data set holds.</param>
    /// <param name="families">The families that may be tried; those that are not known count as ones that use every field.</param>
    public string? WhyIdle(SampleKind samples, IReadOnlyCollection<string> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        if (!For.Contains(samples))
            return $"is for {string.Join(" and ", For.Select(SampleKinds.Words))}, and the data set is {SampleKinds.Words(samples)}.";
        if (families.Count == 0 || families.Any(Uses))
            return null;
        var takers = When is { Field: "model" } condition ? condition.Values : [.. Models.ModelCatalog.Names.Except(IdleIn, StringComparer.Ordinal)];
        return $"has no effect on {string.Join(" and ", families.Select(family => $"'{family}'"))}; it is for {string.Join(", ", takers)}.";
    }

    private bool Uses(string family) =>
        !IdleIn.Contains(family, StringComparer.Ordinal)
        && (When is not { Field: "model" } condition || condition.Values.Contains(family, StringComparer.Ordinal) || !Models.ModelCatalog.Names.Contains(family, StringComparer.Ordinal));

    /// <summary>The model family that the field belongs to alone, or null when it belongs to none or several.</summary>
    public string? WhenModel => When is { Field: "model", Values.Count: 1 } condition ? condition.Values[0] : null;
}

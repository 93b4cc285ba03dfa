using System.Globalization;

namespace Training.Core;

/// <summary>A multi-layer perceptron: flatten, then one linear layer, activation and dropout for each width, then the classes.</summary>
/// <param name="Widths">Units of each hidden layer, first to last; 1 to 8 layers of 8 to 4096 units.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">See <see cref="ModelSpec"/>.</param>
public sealed record MlpSpec(IReadOnlyList<int> Widths, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "mlp";

    /// <summary>For tables: numbers that a category's value is embedded into; 0 takes half its codes, rounded up, at most 50.</summary>
    public int Embedding { get; init; }

    internal override void Write(IDictionary<string, object> fields)
    {
        if (Widths.Distinct().Count() == 1)
        {
            fields["mlp.layers"] = (long)Widths.Count;
            fields["mlp.width"] = (long)Widths[0];
        }
        else
        {
            fields["mlp.widths"] = string.Join(',', Widths.Select(width => width.ToString(CultureInfo.InvariantCulture)));
        }

        fields["mlp.embedding"] = (long)Embedding;
    }

    /// <summary>Equal when the widths are equal one by one.</summary>
    public bool Equals(MlpSpec? other) => base.Equals(other) && Embedding == other.Embedding && Widths.SequenceEqual(other.Widths);

    /// <inheritdoc/>
    public override int GetHashCode() => Widths.Aggregate(base.GetHashCode(), (hash, width) => unchecked((hash * 31) + width));
}

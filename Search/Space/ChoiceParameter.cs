using System.Text.Json.Nodes;

namespace Search;

/// <summary>One of a list of choices, each a double, long, string or bool. Only such a parameter can switch others on.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Choices">At least one, all different.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public abstract record ChoiceParameter(string Name, IReadOnlyList<object> Choices, When? Condition) : Parameter(Name, Condition)
{
    /// <summary>The choices in their declared order.</summary>
    public IReadOnlyList<object> Choices { get; } = Scalar.NormalizeAll(Choices, nameof(Choices));

    /// <inheritdoc/>
    public override string Domain => $"one of {string.Join(", ", Choices.Select(Scalar.Show))}";

    /// <inheritdoc/>
    public override bool Contains(object value) => Canonical(value) is not null;

    /// <summary>Position of <paramref name="value"/> among the choices; -1 when it is none of them.</summary>
    public int IndexOf(object value)
    {
        for (var i = 0; i < Choices.Count; i++)
        {
            if (Scalar.Same(Choices[i], value))
                return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public virtual bool Equals(ChoiceParameter? other) => base.Equals(other) && Choices.SequenceEqual(other.Choices);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    internal override object? Canonical(object value) => IndexOf(value) is >= 0 and var index ? Choices[index] : null;

    internal override void WriteDomain(JsonObject json) => json["choices"] = new JsonArray([.. Choices.Select(Scalar.ToJson)]);
}

namespace Search;

/// <summary>One of a list of choices in a meaningful order, such as small, medium, large or 16, 32, 64: neighbours are alike.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Choices">At least one, all different, from one end of the order to the other; equally far apart for the search.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public sealed record OrdinalParameter(string Name, IReadOnlyList<object> Choices, When? Condition = null) : ChoiceParameter(Name, Choices, Condition)
{
    /// <inheritdoc/>
    public override string Domain => $"{base.Domain} (in this order)";

    internal override string TypeName => "ordinal";
}

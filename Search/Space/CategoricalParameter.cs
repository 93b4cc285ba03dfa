namespace Search;

/// <summary>One of a list of choices without order.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Choices">At least one, all different.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public sealed record CategoricalParameter(string Name, IReadOnlyList<object> Choices, When? Condition = null) : ChoiceParameter(Name, Choices, Condition)
{
    internal override string TypeName => "categorical";
}

namespace Platform.Core.Tracking;

/// <summary>A condition on a run. Closed: only this assembly adds cases.</summary>
public abstract record RunFilter
{
    private protected RunFilter() { }
}

/// <summary>Every one holds; true if there is none.</summary>
public sealed record AllOf(IReadOnlyList<RunFilter> Filters) : RunFilter;

/// <summary>At least one holds; false if there is none.</summary>
public sealed record AnyOf(IReadOnlyList<RunFilter> Filters) : RunFilter;

/// <summary>The condition does not hold.</summary>
public sealed record Not(RunFilter Filter) : RunFilter;

/// <summary>A metric, a number among the attributes, or a text that is written as a number, against a number. A text that is none is as if absent.</summary>
/// <param name="Comparison">One of Equal to AtLeast, IsNull or IsNotNull (which look at no value).</param>
public sealed record NumberIs(RunField Field, RunComparison Comparison, double Value = 0) : RunFilter;

/// <summary>A text against texts.</summary>
/// <param name="Comparison">Equal, NotEqual, Like, ILike, In, NotIn, IsNull or IsNotNull.</param>
/// <param name="Values">One; any number for In and NotIn; none for IsNull and IsNotNull.</param>
public sealed record TextIs(RunField Field, RunComparison Comparison, params IReadOnlyList<string> Values) : RunFilter;

/// <summary>A text, whatever its case, stands in the run's name, in a parameter's value, in a tag's value or in its note. Tags that MLflow's clients set by themselves do not count, but the source does.</summary>
public sealed record Mentions(string Text) : RunFilter;

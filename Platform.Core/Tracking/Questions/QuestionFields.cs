namespace Platform.Core.Tracking.Questions;

/// <summary>Which fields a question looks at.</summary>
internal static class QuestionFields
{
    /// <summary>The fields of condition and order; some more than once.</summary>
    public static IEnumerable<RunField> Of(RunQuery query) => query.Order.Select(o => o.Field).Concat(query.Filter is { } filter ? Of(filter) : []);

    private static IEnumerable<RunField> Of(RunFilter filter) => filter switch
    {
        AllOf all => all.Filters.SelectMany(Of),
        AnyOf any => any.Filters.SelectMany(Of),
        Not not => Of(not.Filter),
        NumberIs number => [number.Field],
        TextIs text => [text.Field],
        _ => [],
    };
}

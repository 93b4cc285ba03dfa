using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>The part of a table's filter that speaks of nesting: whatever else is asked, only runs that are nested in no other, or only those in one. It stands in the filter's text, so views, links and exports have it too. Pure.</summary>
internal static class NestedFilter
{
    private const string Outer = $"tags.{TrackedRun.ParentTag} IS NULL";
    private const string And = ") AND ";

    /// <summary>Whether a filter leaves nested runs out, as <see cref="Toggle"/> writes it.</summary>
    public static bool LeavesOut(string filter) => Rest(filter) is not null;

    /// <summary>The filter with nested runs left out if they were not, and the other way round.</summary>
    public static string Toggle(string filter)
    {
        if (Rest(filter) is { } rest)
            return rest;
        return filter.Trim().Length == 0 ? Outer : $"({filter.Trim()}{And}{Outer}";
    }

    // What else is asked; null where nested runs are not left out. It must be a filter by itself: in "(a) OR (b) AND …" the first parenthesis is not closed by the last.
    private static string? Rest(string filter)
    {
        if (filter == Outer)
            return "";
        if (!filter.StartsWith('(') || !filter.EndsWith(And + Outer, StringComparison.Ordinal))
            return null;
        var rest = filter[1..^(And.Length + Outer.Length)];
        return RunFilterText.Parse(rest, DateTimeOffset.UnixEpoch).Problem is null ? rest : null;
    }

    /// <summary>The filter that finds what is nested in a run.</summary>
    public static string Inside(string runId) => $"tags.{TrackedRun.ParentTag} = '{runId}'";

    /// <summary>Whether an experiment has nested runs.</summary>
    public static bool Matters(IEnumerable<RunField> fields) => fields.Any(field => field is { Kind: RunFieldKind.Tag, Key: TrackedRun.ParentTag });
}

using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;

namespace Platform.Web.Tracking;

/// <summary>A filter as it is typed, in the platform's own language, see docs/howto/runs.md.</summary>
public static class RunFilterText
{
    /// <summary>Most characters of a filter.</summary>
    public const int Longest = 5_000;

    /// <summary>The condition of a text (null for none), or what is wrong with it.</summary>
    /// <param name="now">What <c>now</c> stands for in it.</param>
    public static (RunFilter? Filter, FilterProblem? Problem) Parse(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        if (text.Length > Longest)
            return (null, new FilterProblem($"The filter has {text.Length} characters; at most {Longest} are read.", null));
        try
        {
            return (RunFilterParser.Parse(text, now), null);
        }
        catch (MlflowException refused)
        {
            return (null, refused.At is { } at ? new FilterProblem(Sentence(at.Problem), at.Position) : new FilterProblem(refused.Message, null));
        }
    }

    /// <summary>The words that a text looks for if it does nothing else; otherwise none.</summary>
    public static IReadOnlyList<string> Words(string? text) => Parse(text, DateTimeOffset.UnixEpoch).Filter switch
    {
        Mentions one => [one.Text],
        AllOf all when all.Filters.All(f => f is Mentions) => [.. all.Filters.Cast<Mentions>().Select(f => f.Text)],
        _ => [],
    };

    /// <summary>A filter and one more clause that must hold too.</summary>
    public static string And(string text, string clause)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
            return clause;
        return Parse(text, DateTimeOffset.UnixEpoch).Filter is AnyOf ? $"({text.Trim()}) AND {clause}" : $"{text.Trim()} AND {clause}";
    }

    private static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..] + ".";
}

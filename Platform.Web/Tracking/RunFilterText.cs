using Platform.Core;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;

namespace Platform.Web.Tracking;

/// <summary>A filter as it is typed: MLflow's filter language, or plain words that are looked for in the runs' names.</summary>
public static class RunFilterText
{
    /// <summary>Most characters of a filter.</summary>
    public const int Longest = 5_000;

    private static readonly string[] Keywords = ["like", "ilike", "in", "is", "and", "or", "not"];

    /// <summary>The condition of a text (null for none), or what is wrong with it.</summary>
    public static (RunFilter? Filter, FilterProblem? Problem) Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        if (text.Length > Longest)
            return (null, new FilterProblem($"The filter has {text.Length} characters; at most {Longest} are read.", null));
        if (IsWords(text))
            return (new TextIs(new RunField(RunFieldKind.Attribute, RunAttribute.Name), RunComparison.ILike, $"%{text.Trim()}%"), null);
        try
        {
            return (RunQueries.Filter(FilterParser.Parse(text, FilterGrammar.Runs)), null);
        }
        catch (MlflowException refused)
        {
            return (null, refused.At is { } at ? new FilterProblem(Sentence(at.Problem), at.Position) : new FilterProblem(refused.Message, null));
        }
    }

    /// <summary>Whether a text is no filter at all but words of a name.</summary>
    public static bool IsWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.IndexOfAny(['=', '<', '>', '!', '(', ')', '\'', '"', '`']) < 0
            && !text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Any(word => Keywords.Contains(word, StringComparer.OrdinalIgnoreCase))
            && !text.TrimStart().StartsWith("metrics.", StringComparison.Ordinal) && !text.TrimStart().StartsWith("params.", StringComparison.Ordinal) && !text.TrimStart().StartsWith("tags.", StringComparison.Ordinal);
    }

    /// <summary>A filter in the filter language, so that more can be joined to it; words of a name are written as what they look for. Empty for none.</summary>
    public static string Written(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text) || !IsWords(text))
            return text.Trim();
        return $"{RunColumn.Name.FilterText} ILIKE '%{text.Trim().Replace("'", "''", StringComparison.Ordinal)}%'";
    }

    private static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..] + ".";
}

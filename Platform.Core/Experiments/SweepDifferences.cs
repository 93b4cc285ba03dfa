using System.Globalization;
using Search;

namespace Platform.Core.Experiments;

/// <summary>Where two specs of one sweep differ in space and budget, in plain words. Pure.</summary>
public static class SweepDifferences
{
    /// <summary>One sentence part a difference, such as <c>trials 20 → 40</c>; empty if both search the same with the same budget.</summary>
    public static IReadOnlyList<string> Of(SweepSpec was, SweepSpec now)
    {
        ArgumentNullException.ThrowIfNull(was);
        ArgumentNullException.ThrowIfNull(now);
        return [.. OfBudget(was, now), .. OfSpace(was.ParseSpace(), now.ParseSpace())];
    }

    /// <summary>Whether the two search the same space.</summary>
    public static bool SameSpace(SweepSpec was, SweepSpec now)
    {
        ArgumentNullException.ThrowIfNull(was);
        ArgumentNullException.ThrowIfNull(now);
        return Text(was.ParseSpace()) == Text(now.ParseSpace());
    }

    private static IEnumerable<string> OfBudget(SweepSpec was, SweepSpec now)
    {
        if (was.Trials != now.Trials)
            yield return Line($"trials {was.Trials} → {now.Trials}");
        if (was.Epochs != now.Epochs)
            yield return Line($"epochs {was.Epochs} → {now.Epochs}");
        if (was.Parallelism != now.Parallelism)
            yield return Line($"parallelism {was.Parallelism} → {now.Parallelism}");
        if (was.Stop != now.Stop)
            yield return $"stop {Show(was.Stop)} → {Show(now.Stop)}";
    }

    private static IEnumerable<string> OfSpace(SearchSpace was, SearchSpace now)
    {
        foreach (var parameter in now.Parameters)
        {
            if (was.Find(parameter.Name) is not { } old)
                yield return $"{parameter.Name} is new: {parameter.Domain}";
            else if (old.ToJson().ToJsonString() is var before && parameter.ToJson().ToJsonString() is var after && before != after)
                yield return old.Domain == parameter.Domain ? $"{parameter.Name} {before} → {after}" : $"{parameter.Name} {old.Domain} → {parameter.Domain}";
        }

        foreach (var gone in was.Parameters.Where(parameter => now.Find(parameter.Name) is null))
            yield return $"{gone.Name} is no longer searched";
        var (rules, newRules) = (Rest(was), Rest(now));
        if (rules != newRules)
            yield return $"{(rules.Length == 0 ? "nothing" : rules)} → {(newRules.Length == 0 ? "nothing" : newRules)}";
    }

    private static string Text(SearchSpace space) => space.ToJson().ToJsonString();

    private static string Rest(SearchSpace space)
    {
        var json = space.ToJson().DeepClone().AsObject();
        json.Remove("parameters");
        return json.Count == 0 ? "" : json.ToJsonString();
    }

    private static string Show(StopRules? rules)
    {
        string[] parts =
        [
            .. rules?.WallClockSeconds is { } seconds ? new[] { Line($"after {seconds:0.###} s") } : [],
            .. rules?.Target is { } target ? new[] { Line($"at {target:G6}") } : [],
            .. rules?.NoImprovement is { } trials ? new[] { Line($"after {trials} trials without improvement") } : [],
        ];
        return parts.Length == 0 ? "never" : string.Join(" or ", parts);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

namespace Platform.Web.Tracking;

/// <summary>What each of several runs has under a name; null where it has nothing.</summary>
public sealed record ComparedText(string Name, IReadOnlyList<string?> Values)
{
    /// <summary>Whether not all runs have the same.</summary>
    public bool Differs => Values.Any(value => value != Values[0]);
}

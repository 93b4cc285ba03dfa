namespace Platform.Core.Trials;

/// <summary>How often each class was taken for each on the test set.</summary>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Counts">A row for each true class, in it a count for each predicted class.</param>
public sealed record TestConfusion(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<long>> Counts)
{
    /// <summary>More classes than this are too many for an event: their matrix is not recorded.</summary>
    public const int MostClasses = 100;
}

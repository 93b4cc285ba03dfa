using Search;

namespace Platform.Core.Experiments;

/// <summary>Results from elsewhere that a search learns from.</summary>
/// <param name="Name">What reasons call it, 1–200 characters.</param>
/// <param name="Table">CSV or JSON lines as <see cref="PastTable"/> reads them; values in the sense of the objective.</param>
public sealed record PastResults(string Name, string Table)
{
    /// <summary>Most characters of all tables of a search together.</summary>
    public const int MostCharacters = 500_000;

    /// <summary>The table as an earlier study.</summary>
    /// <exception cref="SpaceException">It cannot be read; names row, column and value.</exception>
    public PastStudy Read(SearchSpace space, Direction direction) =>
        PastTable.Read(Name, Table, space, direction == Direction.Maximize ? StudyDirection.Maximize : StudyDirection.Minimize);
}

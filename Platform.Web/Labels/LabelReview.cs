using System.Globalization;
using Platform.Core.Labels;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>One person's way through a list of doubtful labels: each is corrected or kept, and the last decision can be taken back. Not thread-safe.</summary>
public sealed class LabelReview(IReadOnlyList<LabelIssue> issues)
{
    private readonly List<string?> _decisions = []; // the new label of each issue that was looked at, null where it was kept

    /// <summary>The issue to decide; null at the end.</summary>
    public LabelIssue? Current => _decisions.Count < issues.Count ? issues[_decisions.Count] : null;

    /// <summary>How many were decided.</summary>
    public int Decided => _decisions.Count;

    /// <summary>How many there are.</summary>
    public int Count => issues.Count;

    /// <summary>Which one of how many the current issue is, and whether it is one of the suspects; empty at the end.</summary>
    public string Place => Current is not { } current ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Decided + 1} of the {Count} least believed labels; ")
            + (current.Suspect ? string.Create(CultureInfo.InvariantCulture, $"suspect {issues.Take(Decided + 1).Count(issue => issue.Suspect)} of {issues.Count(issue => issue.Suspect)}") : "no suspect");

    /// <summary>The issues after the current one.</summary>
    public IEnumerable<LabelIssue> Following => issues.Skip(_decisions.Count + 1);

    /// <summary>What was corrected so far, in order.</summary>
    public IReadOnlyList<WantedLabel> Corrections =>
        [.. _decisions.Zip(issues).Where(pair => pair.First is not null).Select(pair => new WantedLabel(LabelPart.Train, pair.Second.Row, pair.First!, pair.Second.Given))];

    /// <summary>Whether no more corrections fit into one event.</summary>
    public bool Full => _decisions.Count(label => label is not null) >= LabelDecider.MostChanges;

    /// <summary>Gives the current row this label; the label that it has keeps it.</summary>
    public void Accept(string label)
    {
        if (Current is { } current && !Full)
            _decisions.Add(label == current.Given ? null : label);
    }

    /// <summary>Keeps the current row's label.</summary>
    public void Skip()
    {
        if (Current is not null)
            _decisions.Add(null);
    }

    /// <summary>Takes the last decision back.</summary>
    public void Undo()
    {
        if (_decisions.Count > 0)
            _decisions.RemoveAt(_decisions.Count - 1);
    }
}

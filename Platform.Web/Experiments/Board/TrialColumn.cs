using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>A column of the trials' table.</summary>
/// <param name="Key">As addresses and filters name it.</param>
/// <param name="Title">As its head says.</param>
/// <param name="Group">Under which it stands in the choice of columns.</param>
/// <param name="Value">What it is sorted and filtered by: a double, a text, or null for nothing.</param>
/// <param name="Text">What people read.</param>
public sealed record TrialColumn(string Key, string Title, string Group, TrialColumnKind Kind, Func<TrialView, object?> Value, Func<TrialView, string> Text)
{
    public bool IsNumber => Kind is TrialColumnKind.Trial or TrialColumnKind.Number or TrialColumnKind.Duration;

    public bool IsRight => Kind is TrialColumnKind.Number or TrialColumnKind.Duration;
}

using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>Everything that a sweep's charts and table show now. Parts that have changed are other instances.</summary>
/// <param name="Trials">By number.</param>
/// <param name="Axes">The objective last.</param>
/// <param name="Columns">Of the table, in their order.</param>
/// <param name="Order">The places of the trials that the filter lets pass, in the table's order.</param>
/// <param name="Pinned">Those that stay on top, whatever the filter says.</param>
/// <param name="Metric">Of the curves.</param>
public sealed record BoardPicture(
    IReadOnlyList<TrialView> Trials, IReadOnlyList<BoardAxis> Axes, IReadOnlyList<TrialColumn> Columns, int[] Order, int[] Pinned, string Metric, TrialGroups Groups,
    IReadOnlyList<BoardBrush> Brushes, BoardSettings Settings);

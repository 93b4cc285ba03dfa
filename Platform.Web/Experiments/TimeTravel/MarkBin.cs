using System.Globalization;
using Platform.Core.History;

namespace Platform.Web.Experiments.TimeTravel;

/// <summary>Notable events that share a place along the slider, drawn as the rarest kind among them.</summary>
/// <param name="Left">From 0 to 1000, for SVG.</param>
/// <param name="Text">What happened there.</param>
public sealed record MarkBin(ReplayMarkKind Kind, string Left, string Text)
{
    private const int Places = 250;

    private static readonly ReplayMarkKind[] ByRarity =
    [
        ReplayMarkKind.SiloLost, ReplayMarkKind.Failure, ReplayMarkKind.Change, ReplayMarkKind.Pause, ReplayMarkKind.Resume, ReplayMarkKind.End, ReplayMarkKind.NewBest, ReplayMarkKind.Pruned,
    ];

    /// <summary>Prunings are many and stand low; the rest takes the strip's whole height.</summary>
    public string Top => Kind == ReplayMarkKind.Pruned ? "7" : "1";

    public string Height => Kind == ReplayMarkKind.Pruned ? "6" : "12";

    /// <summary>At most 250, however many marks there are.</summary>
    /// <param name="count">How many events the sweep has.</param>
    public static IReadOnlyList<MarkBin> Of(IReadOnlyList<ReplayMark> marks, int count)
    {
        ArgumentNullException.ThrowIfNull(marks);
        return
        [
            .. marks.GroupBy(mark => (long)mark.Position * Places / Math.Max(1, count)).Select(bin =>
            {
                var first = bin.MinBy(mark => Array.IndexOf(ByRarity, mark.Kind))!;
                var more = bin.Count() - 1;
                return new MarkBin(
                    first.Kind, (first.Position * 997.0 / Math.Max(1, count - 1)).ToString("0.#", CultureInfo.InvariantCulture),
                    more == 0 ? first.Text : string.Create(CultureInfo.InvariantCulture, $"{first.Text}, and {more} more"));
            }),
        ];
    }

    /// <summary>The class of its colour.</summary>
    public static string Css(ReplayMarkKind kind) => kind switch
    {
        ReplayMarkKind.NewBest => "best",
        ReplayMarkKind.Pruned => "pruned",
        ReplayMarkKind.Failure => "failure",
        ReplayMarkKind.SiloLost => "lost",
        ReplayMarkKind.End => "end",
        _ => "change",
    };

    public static string Name(ReplayMarkKind kind) => kind switch
    {
        ReplayMarkKind.NewBest => "new best",
        ReplayMarkKind.Pruned => "pruned",
        ReplayMarkKind.Failure => "failed",
        ReplayMarkKind.SiloLost => "silo lost",
        ReplayMarkKind.Change => "changed",
        ReplayMarkKind.Pause => "paused",
        ReplayMarkKind.Resume => "resumed",
        _ => "ended",
    };
}

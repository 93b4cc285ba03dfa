using Platform.Core.Artifacts;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Reports;
using Platform.Core.Tracking.Store;
using static System.FormattableString;

namespace Platform.Core.Views;

/// <summary>Every inline projection of the platform, registered in this one place.</summary>
public static class PlatformProjections
{
    public static IReadOnlyList<IInlineProjection> All { get; } =
    [
        new ExperimentProjection(), new TrialProjection(), new RegistryProjection(), new RetrainingProjection(), new TrackingProjection(), new PointsProjection(), new ArtifactProjection(),
        new LoggedModelProjection(), new ErasureProjection(), new ReportProjection(),
    ];

    /// <summary>An SQL condition over mt_events: the events that none of them does anything with. A rebuild need not read them.</summary>
    public static string PassedOver { get; } = Invariant($"type = 'epoch_completed' and (data ->> 'epoch')::int % {TrialStatements.EpochsAtOnce} <> 0");
}

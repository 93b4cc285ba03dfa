using Platform.Core.Artifacts;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Views;

/// <summary>Every inline projection of the platform, registered in this one place.</summary>
public static class PlatformProjections
{
    public static IReadOnlyList<IInlineProjection> All { get; } =
    [
        new ExperimentProjection(), new TrialProjection(), new RegistryProjection(), new RetrainingProjection(), new TrackingProjection(), new PointsProjection(), new ArtifactProjection(),
        new LoggedModelProjection(),
    ];
}

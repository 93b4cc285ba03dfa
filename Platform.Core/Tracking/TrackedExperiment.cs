using System.Collections.Immutable;
using System.Diagnostics;

namespace Platform.Core.Tracking;

/// <summary>An experiment that holds tracked runs.</summary>
/// <param name="Id">Its identity; <c>0</c> is the one named Default, which exists from the first start.</param>
/// <param name="Name">Unique, also among deleted ones.</param>
/// <param name="ArtifactLocation">Below it clients put the files of its runs.</param>
/// <param name="UpdatedAt">When it was last changed; runs in it do not count.</param>
public sealed record TrackedExperiment(
    string Id, string Name, string ArtifactLocation, Lifecycle Lifecycle, ImmutableDictionary<string, string> Tags, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Identity of the experiment for runs that name none.</summary>
    public const string DefaultId = "0";

    /// <summary>The saved views of its runs by identity, deleted ones included; none where it was read without them (<see cref="TrackingViews"/>).</summary>
    public ImmutableDictionary<string, SavedView> Views { get; init; } = ImmutableDictionary.Create<string, SavedView>(StringComparer.Ordinal);

    /// <summary>Its name in the beginning.</summary>
    public const string DefaultName = "Default";

    /// <summary>The experiment after an event; null stands for one that is not there yet.</summary>
    public static TrackedExperiment Evolve(TrackedExperiment? experiment, TrackedExperimentEvent @event) => (experiment, @event) switch
    {
        (null, TrackedExperimentCreated e) => new TrackedExperiment(
            e.ExperimentId, e.Name, e.ArtifactLocation, Lifecycle.Active, e.Tags.ToImmutableDictionary(StringComparer.Ordinal), e.At, e.At),
        ({ } x, TrackedExperimentRenamed e) => x with { Name = e.Name, UpdatedAt = e.At },
        ({ } x, TrackedExperimentDeleted e) => x with { Lifecycle = Lifecycle.Deleted, UpdatedAt = e.At },
        ({ } x, TrackedExperimentRestored e) => x with { Lifecycle = Lifecycle.Active, UpdatedAt = e.At },
        (_, TrackedExperimentErased e) => new TrackedExperiment(
            e.ExperimentId, ErasedName(e.ExperimentId), "", Lifecycle.Erased, ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), e.Erasure.At, e.Erasure.At),
        ({ } x, TrackedExperimentTagsSet e) => x with { Tags = TrackedRun.Set(x.Tags, e.Tags), UpdatedAt = e.At },
        ({ } x, RunViewSaved e) => x with { Views = x.Views.SetItem(e.ViewId, new SavedView(e.ViewId, e.Name, e.Question, e.By, e.At)) },
        ({ } x, RunViewRenamed e) => x.Changed(e.ViewId, view => view with { Name = e.Name, By = e.By, At = e.At }),
        ({ } x, RunViewDeleted e) => x.Changed(e.ViewId, view => view with { Deleted = true, By = e.By, At = e.At }),
        ({ } x, RunViewRestored e) => x.Changed(e.ViewId, view => view with { Deleted = false, By = e.By, At = e.At }),
        _ => throw new UnreachableException($"TrackedExperiment does not know {@event?.GetType().Name}{(experiment is null ? " as its first event" : "")}."),
    };

    /// <summary>What stands for the name of an experiment that was erased: the name itself may be taken by another.</summary>
    internal static string ErasedName(string experimentId) => $"erased-{experimentId}";

    private TrackedExperiment Changed(string viewId, Func<SavedView, SavedView> change) => this with { Views = Views.SetItem(viewId, change(Views[viewId])) };
}

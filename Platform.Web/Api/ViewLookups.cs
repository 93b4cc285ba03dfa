using Platform.Core;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>Views that must be there: an unknown identity is a 404.</summary>
internal static class ViewLookups
{
    /// <exception cref="NotFoundException">There is none.</exception>
    public static async Task<ExperimentView> RequireSweepAsync(this PlatformViews views, string id, CancellationToken cancellation) =>
        await views.ExperimentAsync(Ids.Sweep(id), cancellation) ?? throw new NotFoundException($"There is no sweep '{id}'. The sweeps are listed at /api/v1/sweeps.", StreamNames.Experiment(id));

    /// <exception cref="NotFoundException">There is none.</exception>
    public static async Task<TrialView> RequireRunAsync(this PlatformViews views, string id, CancellationToken cancellation) =>
        await views.TrialAsync(Ids.Run(id), cancellation) ?? throw new NotFoundException($"There is no run '{id}'. A sweep's runs are listed at /api/v1/sweeps/ID/trials.", StreamNames.Trial(id));

    /// <exception cref="NotFoundException">There is none.</exception>
    public static async Task<ModelView> RequireModelAsync(this PlatformViews views, string name, CancellationToken cancellation) =>
        await views.ModelAsync(Ids.Model(name), cancellation) ?? throw new NotFoundException($"There is no model '{name}'. The models are listed at /api/v1/models.");
}

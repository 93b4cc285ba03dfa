using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Api;
using Search;

namespace Platform.Web.Launch;

/// <summary>A sweep that begins where a run was: the run's sweep, with the run's values as the first point to try. Pure.</summary>
internal static class SweepFromRun
{
    public static SweepSpec Of(SweepSpec sweep, TrialView run)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(run);
        var named = sweep with { Name = $"{InputText.Cut(sweep.Name, 150)} (from trial {run.Number})" };
        var json = (JsonObject)sweep.ParseSpace().ToJson();
        json["start"] = new JsonArray(JsonSerializer.SerializeToNode(run.Parameters));
        try
        {
            return named with { Space = JsonSerializer.SerializeToElement(SearchSpace.Parse(JsonSerializer.SerializeToElement(json)).ToJson()) };
        }
        catch (SpaceException)
        {
            return named; // the space was changed since the run, and has no place for it
        }
    }
}

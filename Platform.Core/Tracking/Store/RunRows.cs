using System.Collections.Immutable;
using Npgsql;
using Platform.Core.Views;

namespace Platform.Core.Tracking.Store;

/// <summary>Reads rows of tracked_runs and tracked_experiments.</summary>
internal static class RunRows
{
    public const string RunColumns =
        """
        t.id, t.experiment_id, t.name, t.user_name, t.status, t.lifecycle, t.start_time, t.end_time, t.parent_run_id, t.artifact_uri, t.kind,
        t.params::text, t.tags::text, t.inputs::text, t.created_at
        """;

    public const string ExperimentColumns = "t.id, t.name, t.artifact_location, t.lifecycle, t.tags::text, t.created_at, t.updated_at, null::text";

    /// <summary>As <see cref="ExperimentColumns"/>, with the saved views, which may be large.</summary>
    public const string ExperimentColumnsWithViews = "t.id, t.name, t.artifact_location, t.lifecycle, t.tags::text, t.created_at, t.updated_at, t.views::text";

    /// <summary>How many columns <see cref="RunColumns"/> are.</summary>
    public const int RunColumnCount = 15;

    /// <summary>How many columns <see cref="ExperimentColumns"/> are.</summary>
    public const int ExperimentColumnCount = 8;

    public static TrackedRun Run(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), ViewRows.Value<RunStatus>(row.GetString(4)), ViewRows.Value<Lifecycle>(row.GetString(5)),
        row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetString(9), row.GetString(10),
        Texts(row.GetString(11)), Texts(row.GetString(12)), row.GetString(13) is var inputs && inputs == "[]" ? [] : ViewRows.Parse<ImmutableList<InputSummary>>(inputs),
        ViewRows.Time(row.GetDateTime(14)));

    public static TrackedExperiment Experiment(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), ViewRows.Value<Lifecycle>(row.GetString(3)), Texts(row.GetString(4)), ViewRows.Time(row.GetDateTime(5)),
        ViewRows.Time(row.GetDateTime(6)))
    {
        Views = row.IsDBNull(7) || row.GetString(7) is not { Length: > 2 } views ? NoViews : NoViews.AddRange(ViewRows.Parse<Dictionary<string, SavedView>>(views)),
    };

    private static readonly ImmutableDictionary<string, SavedView> NoViews = ImmutableDictionary.Create<string, SavedView>(StringComparer.Ordinal);

    private static ImmutableDictionary<string, string> Texts(string json)
    {
        var empty = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        return json == "{}" ? empty : empty.AddRange(ViewRows.Parse<Dictionary<string, string>>(json));
    }
}

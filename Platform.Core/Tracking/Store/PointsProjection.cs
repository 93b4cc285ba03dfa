using NpgsqlTypes;
using Platform.Core.Journal;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Says where points lie: a row for each key with many points in an event; one for all other keys of the event together, which are found by looking
/// inside. The rows point into the events; no point is stored twice.
/// </summary>
public sealed class PointsProjection : IInlineProjection
{
    /// <summary>From this many points on, a key gets a row of its own.</summary>
    internal const int Many = 64;

    /// <summary>The key of the row for the keys with few points.</summary>
    internal const string LookInside = "";

    private static readonly ProjectionStatement Insert = new ColumnStatement<ChunkRow>(
        """
        insert into metric_chunks (run_id, key, version, points, first_step, last_step, first_time, last_time, min, max, last_value)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """)
        .With(NpgsqlDbType.Text, r => r.Run)
        .With(NpgsqlDbType.Text, r => r.Key)
        .With(NpgsqlDbType.Bigint, r => r.Version)
        .With(NpgsqlDbType.Integer, r => r.Points)
        .With(NpgsqlDbType.Bigint, r => r.FirstStep)
        .With(NpgsqlDbType.Bigint, r => r.LastStep)
        .With(NpgsqlDbType.Bigint, r => r.FirstTime)
        .With(NpgsqlDbType.Bigint, r => r.LastTime)
        .With(NpgsqlDbType.Double, r => r.Min)
        .With(NpgsqlDbType.Double, r => r.Max)
        .With(NpgsqlDbType.Double, r => r.Last);

    private static readonly ProjectionStatement Erase = new(
        "delete from metric_chunks c using json_to_recordset($1) as r(run text, after bigint, upto bigint) where c.run_id = r.run and c.version > r.after and c.version <= r.upto");

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["metric_chunks"];

    /// <inheritdoc/>
    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is RunErased erased)
            batch.AddAcross(Erase, new { run = erased.RunId, after = erased.Erasure.AfterVersion, upto = erased.Erasure.UpToVersion });
        if (recorded.Data is not MetricsLogged logged)
            return;
        var run = recorded.StreamId[StreamNames.Run("").Length..];
        ChunkRow? few = null;
        foreach (var column in logged.Columns())
        {
            var row = ChunkRow.Of(run, recorded.Version, column);
            if (column.Count >= Many)
                batch.Add(Insert, $"metric_chunks/{run}/{row.Version}/{row.Key}", row);
            else
                few = few is null ? row with { Key = LookInside } : few.And(row);
        }
        if (few is not null)
            batch.Add(Insert, $"metric_chunks/{run}/{few.Version}/", few);
    }

    private sealed record ChunkRow(
        string Run, string Key, long Version, int Points, long FirstStep, long LastStep, long FirstTime, long LastTime, double Min, double Max, double Last)
    {
        public static ChunkRow Of(string run, long version, MetricColumn column)
        {
            var (firstTime, lastTime) = (long.MaxValue, long.MinValue);
            foreach (var time in column.Times)
                (firstTime, lastTime) = (Math.Min(firstTime, time), Math.Max(lastTime, time));
            var (min, max) = LatestFold.Range(column.Values);
            return new ChunkRow(run, column.Key, version, column.Count, column.Steps[0], column.Steps[^1], firstTime, lastTime, min, max, column.Values[^1]);
        }

        // Of several keys only the bounds of steps and times say something.
        public ChunkRow And(ChunkRow other) => this with
        {
            Points = Points + other.Points, FirstStep = Math.Min(FirstStep, other.FirstStep), LastStep = Math.Max(LastStep, other.LastStep),
            FirstTime = Math.Min(FirstTime, other.FirstTime), LastTime = Math.Max(LastTime, other.LastTime), Min = double.NaN, Max = double.NaN, Last = double.NaN,
        };
    }
}

using Platform.Core.Journal;

namespace Platform.Core.Erasures;

/// <summary>Keeps the table <c>erasures</c>: which streams were erased, by whom, when, why, and how far.</summary>
public sealed class ErasureProjection : IInlineProjection
{
    private static readonly ProjectionStatement Note = new(
        """
        insert into erasures as x (stream_id, first_version, up_to_version, erased_by, reason, at)
        select r.stream, r.version, r.upto, r.by, r.reason, r.at from json_to_recordset($1) as r(stream text, version bigint, upto bigint, "by" text, reason text, at timestamptz)
        on conflict (stream_id) do update set up_to_version = greatest(x.up_to_version, excluded.up_to_version)
        """);

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["erasures"];

    /// <inheritdoc/>
    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is not IErasureEvent { Erasure: { } e })
            return;
        batch.Add(Note, $"erasure/{recorded.StreamId}", new { stream = recorded.StreamId, recorded.Version, upto = e.UpToVersion, e.By, e.Reason, e.At });
    }
}

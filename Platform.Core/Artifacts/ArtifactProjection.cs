using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Core.Artifacts;

/// <summary>Keeps the table <c>artifacts</c>, the files of runs and logged models by owner and path, from their events.</summary>
public sealed class ArtifactProjection : IInlineProjection
{
    private static readonly ProjectionStatement Store = new(
        """
        insert into artifacts (owner, path, digest, size)
        select r.owner, r.path, r.digest, r.size from json_to_recordset($1) as r(owner text, path text, digest text, size bigint)
        on conflict (owner, path) do update set digest = excluded.digest, size = excluded.size
        """);

    private static readonly ProjectionStatement Remove = new(
        "delete from artifacts a using json_to_recordset($1) as r(owner text, path text) where a.owner = r.owner and a.path = r.path");

    private static readonly ProjectionStatement Erase = new("delete from artifacts a using json_to_recordset($1) as r(owner text) where a.owner = r.owner");

    public IReadOnlyList<string> Tables { get; } = ["artifacts"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        switch (recorded.Data)
        {
            case ArtifactLogged e:
                Add(Store, StreamNames.Run(""), e.Path, e.Digest, e.Size);
                break;
            case ArtifactRemoved e:
                Add(Remove, StreamNames.Run(""), e.Path, "", 0);
                break;
            case LoggedModelFileStored e:
                Add(Store, StreamNames.LoggedModel(""), e.Path, e.Digest, e.Size);
                break;
            case LoggedModelFileRemoved e:
                Add(Remove, StreamNames.LoggedModel(""), e.Path, "", 0);
                break;
            case RunErased e:
                batch.AddAcross(Erase, new { owner = e.RunId });
                break;
            case LoggedModelErased e:
                batch.AddAcross(Erase, new { owner = e.ModelId });
                break;
        }

        void Add(ProjectionStatement statement, string prefix, string path, string digest, long size)
        {
            var owner = recorded.StreamId[prefix.Length..];
            batch.Add(statement, $"artifact/{owner}/{path}", new { owner, path, digest, size });
        }
    }
}

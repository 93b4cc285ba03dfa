using Platform.Core.Journal;

namespace Platform.Core.Tests.Journal;

/// <summary>Keeps the database busy in the transaction of a stream until the table slow_may_go has a row.</summary>
internal sealed class Slow(string stream) : IInlineProjection
{
    /// <summary>What the database must have.</summary>
    public const string Schema =
        """
        create table if not exists slow_may_go (now boolean); truncate slow_may_go;
        create or replace function slow_until_told(stream text) returns text language plpgsql volatile as
        $$ begin while not exists (select from slow_may_go) loop perform pg_sleep(0.01); end loop; return stream; end $$
        """;

    /// <summary>Lets it go.</summary>
    public const string Go = "insert into slow_may_go values (true)";

    private static readonly ProjectionStatement Wait = new("select slow_until_told(stream) from json_to_recordset($1) as r(stream text)");

    public IReadOnlyList<string> Tables => [];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        if (recorded.StreamId == stream)
            batch.AddAcross(Wait, new { stream });
    }
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tests.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Views;

namespace Platform.Core.Tests.Erasures;

/// <summary>A process that tracks, registers, trains and erases, with a home of its own.</summary>
internal sealed class ErasureProcess : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;

    public ErasureProcess(NpgsqlDataSource database)
    {
        _database = database;
        Tracking = new TrackingProcess(database);
        Commands = new PlatformCommands(Tracking.Journal);
        Models = new LoggedModelStore(Tracking.Journal);
        Files = ArtifactStore.In(Home);
        Views = new ErasureViews(database);
        Eraser = new ContentEraser(
            database, Tracking.Journal, new ContentRemover(Files, new ArtifactViews(database), NullLogger<ContentRemover>.Instance), CheckpointStore.In(Home), new CheckpointReferences(database),
            PictureStore.In(Home), TimeProvider.System, NullLogger<ContentEraser>.Instance);
        Retention = new ErasureRetention(database, Eraser, TimeProvider.System);
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("platform-erase-").FullName;

    public TrackingProcess Tracking { get; }

    public PlatformCommands Commands { get; }

    public LoggedModelStore Models { get; }

    public ArtifactStore Files { get; }

    public ErasureViews Views { get; }

    public ContentEraser Eraser { get; }

    public ErasureRetention Retention { get; }

    public static ErasureTarget Run(string id) => new(ErasureKind.Run, id);

    public async Task<string> StoreAsync(string run, string path, string content, bool old = true)
    {
        var stored = await Files.SaveAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), 1_000);
        if (old)
            File.SetLastWriteTimeUtc(PathOf(stored.Digest), DateTime.UtcNow.AddHours(-1));
        await Tracking.Store.ApplyAsync(run, new Core.Tracking.LogArtifact(path, stored.Digest, stored.Size) { At = TrackingProcess.At });
        return stored.Digest;
    }

    public bool IsStored(string digest) => File.Exists(PathOf(digest));

    public Task<JournalReport> VerifyAsync(IProgress<string>? progress = null) => new JournalVerifier(_database, PlatformEvents.Types, PlatformProjections.All, Files).RunAsync(progress);

    public Task RebuildAsync(IProgress<long>? latest = null) => new ProjectionRebuild(_database, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync(latest: latest);

    /// <summary>Every row of every table, as text; binary values in hexadecimal digits.</summary>
    public async Task<string> TextAsync(params string[] without)
    {
        var text = new StringBuilder();
        foreach (var table in await TablesAsync())
        {
            if (!without.Contains(table, StringComparer.Ordinal))
                text.AppendLine(table).AppendLine(await Some.ScalarAsync<string>(_database, $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t"));
        }
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Tracking.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private string PathOf(string digest) => Path.Combine(Home, "artifacts", digest[..2], digest + ".bin");

    private async Task<string[]> TablesAsync() => await Some.ScalarAsync<string[]>(_database, "select array_agg(quote_ident(tablename) order by tablename) from pg_tables where schemaname = 'public'");
}

using Platform.Client;
using Platform.Client.Delivery;
using Platform.Testing;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>Uploads to a server that is well but slow: they take as long as they take, and only while nothing moves the time counts.</summary>
public sealed class UploadTests : IDisposable
{
    private const int Blocks = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-upload-").FullName;
    private readonly HandClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_slow_upload_that_gets_on_is_not_cut()
    {
        await using var server = await SlowServer.StartAsync();
        using var way = SlowServer.Narrow();
        using var wire = new TrackingWire(Options(server), way);
        var moved = 0L;
        var sending = wire.SendAsync("run", await ModelAsync(), (bytes, _) => Interlocked.Exchange(ref moved, bytes), TestContext.Current.CancellationToken);
        for (var step = 0; step < Blocks - 2; step++)
        {
            var before = Interlocked.Read(ref moved);
            server.Go(1);
            await Eventually.HoldsAsync(() => Interlocked.Read(ref moved) > before || sending.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }
        server.Go(3); // the rest, and its end

        Assert.Equal(SendOutcome.Taken, (await sending).Outcome);
        Assert.Equal([(long)Blocks * SlowServer.Block], server.Whole);
        Assert.Equal(1, server.Begun);
    }

    [Fact]
    public async Task An_upload_that_comes_to_a_halt_is_cut_and_comes_again()
    {
        await using var server = await SlowServer.StartAsync();
        using var wire = new TrackingWire(Options(server));
        var sending = wire.SendAsync("run", await ModelAsync(), moved: null, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => server.Begun == 1); // before, the time would run out for the question where to
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            return sending.IsCompleted;
        });
        Assert.Equal(SendOutcome.Later, (await sending).Outcome);

        server.Go(2 * Blocks);
        Assert.Equal(SendOutcome.Taken, (await wire.SendAsync("run", await ModelAsync(), moved: null, TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task The_end_of_a_run_waits_for_an_upload_that_gets_on()
    {
        await using var server = await SlowServer.StartAsync();
        using var way = SlowServer.Narrow();
        await using var tracking = new TrackingClient(Options(server), way);
        var run = tracking.StartRun("slow");
        run.LogArtifact((await ModelAsync()).File);
        var ending = run.DisposeAsync().AsTask();
        for (var step = 1; step < Blocks; step++)
        {
            server.Go(1);
            await Eventually.HoldsAsync(() => server.Read >= step * (long)SlowServer.Block || ending.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(6));
        }
        server.Go(2);
        await ending.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

        Assert.Equal([(long)Blocks * SlowServer.Block], server.Whole);
        Assert.Equal(1, server.Begun);
        Assert.Empty(Directory.GetFiles(_folder, "*.jsonl", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_end_of_a_run_does_not_wait_for_an_upload_that_begins_again_and_again()
    {
        await using var server = await SlowServer.StartAsync();
        using var way = SlowServer.Narrow();
        await using var tracking = new TrackingClient(Options(server) with { RequestTimeout = TimeSpan.FromSeconds(2) }, way);
        var run = tracking.StartRun("halts");
        run.LogArtifact((await ModelAsync()).File);
        var began = _clock.GetTimestamp();
        var ending = run.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            return ending.IsCompleted;
        });
        // How far the clock was moved before the end was seen depends on how busy the machine is; an end that waits is never seen.
        Assert.True(_clock.GetElapsedTime(began) > TimeSpan.FromSeconds(9), "the run ended before its farewell was over");
        Assert.Empty(server.Whole);
        Assert.NotEmpty(Directory.GetFiles(_folder, "*.jsonl", SearchOption.AllDirectories));
    }

    private TrackingOptions Options(SlowServer server) => new()
    {
        Server = server.Address, SpoolFolder = Path.Combine(_folder, "spool"), Gather = TimeSpan.Zero, SystemMetrics = null, Time = _clock,
    };

    private async Task<ArtifactEntry> ModelAsync()
    {
        var file = Path.Combine(_folder, "model.bin");
        if (!File.Exists(file))
            await File.WriteAllBytesAsync(file, new byte[Blocks * SlowServer.Block], TestContext.Current.CancellationToken);
        return new ArtifactEntry("model.bin", file, Owned: false);
    }
}

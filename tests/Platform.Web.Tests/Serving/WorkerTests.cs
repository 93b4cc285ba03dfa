using Platform.Testing;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Web.Api;
using Platform.Web.Serving;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Serving;

public sealed class WorkerTests(ServedModel served) : IClassFixture<ServedModel>
{
    [Fact]
    public async Task A_full_queue_says_come_back_later_and_what_waits_is_answered()
    {
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 1);
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var running = worker.RunAsync(served.Digest, File, _ => { started.Set(); gate.Wait(TestContext.Current.CancellationToken); return 1; }, CancellationToken.None);
        Assert.True(started.Wait(Eventually.Patience, TestContext.Current.CancellationToken));
        var waiting = worker.RunAsync(served.Digest, File, _ => 2, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ServiceUnavailableException>(() => worker.RunAsync(served.Digest, File, _ => 3, CancellationToken.None));

        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        gate.Set();
        Assert.Equal(1, await running);
        Assert.Equal(2, await waiting);
    }

    [Fact]
    public async Task Work_whose_caller_has_gone_is_skipped()
    {
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10);
        using var gone = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var ran = false;
        var running = worker.RunAsync(served.Digest, File, _ => { gate.Wait(TestContext.Current.CancellationToken); return 1; }, CancellationToken.None);
        var left = worker.RunAsync(served.Digest, File, _ => ran = true, gone.Token);
        await gone.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(2, await worker.RunAsync(served.Digest, File, _ => 2, CancellationToken.None));
        Assert.Equal(1, await running);
        Assert.False(ran);
    }

    [Fact]
    public async Task Only_so_many_models_stay_loaded_and_the_one_unused_for_longest_goes()
    {
        using var worker = new ModelWorker(1, capacity: 2, queueLength: 10);
        string[] digests = [.. Enumerable.Range(1, 3).Select(seed => TrainedCheckpoint.Store(served.Web, seed))];
        var first = await LoadAsync(digests[0]);
        var second = await LoadAsync(digests[1]);

        Assert.Same(first, await LoadAsync(digests[0]));
        await LoadAsync(digests[2]); // the second goes
        Assert.Same(first, await LoadAsync(digests[0]));
        Assert.NotSame(second, await LoadAsync(digests[1]));

        Task<object> LoadAsync(string digest) => worker.RunAsync<object>(digest, Store.PathOf(digest), model => model, CancellationToken.None);
    }

    [Fact]
    public async Task Without_libtorch_only_serving_is_unavailable_and_says_the_remedy()
    {
        var folder = Directory.CreateTempSubdirectory("platform-without-torch-");
        foreach (var file in Directory.EnumerateFiles(WebProcess.Folder).Where(f => !f.EndsWith("libtraining_torch.so", StringComparison.Ordinal)))
            System.IO.File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        using (var process = WebProcess.Start(folder.FullName, ("ConnectionStrings__Platform", served.Web.Database.ConnectionString)))
        {
            using var http = new HttpClient { BaseAddress = await process.ListeningAsync() };
            using var signature = await http.GetAsync("/api/v1/models/served@champion/signature", TestContext.Current.CancellationToken);
            var problem = await WebServer.ReadAsync(signature, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("build the project again", problem.Text("detail"), StringComparison.Ordinal);
            using var models = await http.GetAsync("/api/v1/models/served", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        }

        folder.Delete(recursive: true);
    }

    private CheckpointStore Store => served.Web.Services.GetRequiredService<CheckpointStore>();

    private string File => Store.PathOf(served.Digest);
}

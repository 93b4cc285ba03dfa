using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Artifacts;
using Platform.Core.Erasures;
using Platform.Testing;
using Platform.Web.Api;
using Platform.Web.Api.Mlflow;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Contents whose runs were deleted are collected; whatever something still points to stays.</summary>
public sealed class CollectionTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task Files_of_runs_deleted_long_ago_go_and_what_anything_else_needs_stays()
    {
        var (live, deleted, restored, registered) = (await _mlflow.RunAsync(), await _mlflow.RunAsync(), await _mlflow.RunAsync(), await _mlflow.RunAsync());
        await PutAsync(live, "own.txt", "of a live run");
        await PutAsync(live, "shared.txt", "of two runs");
        await PutAsync(live, "replaced.txt", "an old content");
        await PutAsync(live, "replaced.txt", "a new content");
        foreach (var run in new[] { deleted, restored, registered })
            await PutAsync(run, "own.txt", $"of run {run}");
        await PutAsync(deleted, "shared.txt", "of two runs");
        await PostAsync("registered-models/create", new { name = "kept" });
        await PostAsync("model-versions/create", new { name = "kept", source = $"mlflow-artifacts:/0/{registered}/artifacts", run_id = registered });
        foreach (var run in new[] { deleted, restored, registered })
            await PostAsync("runs/delete", new { run_id = run });
        await PostAsync("runs/restore", new { run_id = restored });
        await Eventually.HoldsAsync(() => Contents().All(file => File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddMilliseconds(-5)));
        var before = Contents().Length;

        Assert.Equal((0, 0), await CollectAsync(Month, Month)); // nothing is old enough
        Assert.Equal((2, 2), await CollectAsync(Soon, Soon)); // two files of the deleted run; its own content, and the one that was replaced
        Assert.Equal(before - 2, Contents().Length);
        foreach (var (run, path) in new[] { (live, "own.txt"), (live, "shared.txt"), (live, "replaced.txt"), (restored, "own.txt") })
            Assert.NotEmpty(await web.Http.GetStringAsync(new Uri($"{Proxy}/0/{run}/artifacts/{path}", UriKind.Relative)));
        await PostAsync("runs/restore", new { run_id = registered });
        Assert.Equal($"of run {registered}", await web.Http.GetStringAsync(new Uri($"{Proxy}/0/{registered}/artifacts/own.txt", UriKind.Relative)));
        await PostAsync("runs/restore", new { run_id = deleted });
        Assert.False((await _mlflow.GetAsync($"/api/2.0/mlflow/artifacts/list?run_id={deleted}")).TryGetProperty("files", out var left) && left.GetArrayLength() > 0);
        Assert.Equal((0, 0), await CollectAsync(Soon, Soon));
    }

    [Fact]
    public async Task The_daily_look_erases_what_was_deleted_long_ago_only_if_that_is_wanted()
    {
        var (deleted, live) = (await _mlflow.RunAsync(), await _mlflow.RunAsync());
        await PostAsync("runs/delete", new { run_id = deleted });
        await LookAsync(new ErasurePolicy(null));
        await _mlflow.GetRunAsync(deleted);
        await LookAsync(new ErasurePolicy(30));
        await _mlflow.GetRunAsync(deleted);
        await LookAsync(new ErasurePolicy(0));
        await _mlflow.GetAsync($"runs/get?run_id={deleted}", 404);
        await _mlflow.GetRunAsync(live);
        Assert.Equal(ErasureRetention.By, (await web.Services.GetRequiredService<ErasureViews>().FindAsync($"run-{deleted}"))!.By);

        async Task LookAsync(ErasurePolicy policy)
        {
            var time = new OneLook();
            using var collection = ActivatorUtilities.CreateInstance<ArtifactCollection>(web.Services, policy, time);
            await collection.StartAsync(default);
            await time.Done.WaitAsync(Eventually.Patience);
            await collection.StopAsync(default);
        }
    }

    /// <summary>A clock that lets the first wait pass at once; the second one says that the look is done.</summary>
    private sealed class OneLook : TimeProvider
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waits;

        public Task Done => _done.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _waits) > 1)
                _done.TrySetResult();
            return base.CreateTimer(callback, state, _waits == 1 ? TimeSpan.Zero : dueTime, period);
        }
    }

    [Fact]
    public async Task What_a_dead_process_left_aside_is_there_again_and_stays_once_it_is_named()
    {
        var run = await _mlflow.RunAsync();
        var store = web.Services.GetRequiredService<ArtifactStore>();
        var stored = await store.SaveAsync(new MemoryStream("again and again"u8.ToArray()), 100);
        var file = Contents().Single(path => path.Contains(stored.Digest, StringComparison.Ordinal));
        var aside = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, "staging", $"{stored.Digest}.0.aside");
        File.Move(file, aside);

        _ = ArtifactStore.In(web.Services.GetRequiredService<PlatformFolders>().Home);
        Assert.True(File.Exists(file));
        await PutAsync(run, "a.txt", "again and again");
        await Eventually.HoldsAsync(() => File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddMilliseconds(-5));
        Assert.Equal(0, (await CollectAsync(Month, Soon)).Contents);
        Assert.True(File.Exists(file));
    }

    private Task<JsonElement> PostAsync(string path, object body) => _mlflow.PostAsync(path, JsonSerializer.Serialize(body));

    private Task<(int Files, int Contents)> CollectAsync(TimeSpan keepDeleted, TimeSpan grace) =>
        web.Services.GetRequiredService<ArtifactCollector>().CollectAsync(keepDeleted, grace, CancellationToken.None);

    private string[] Contents() => Directory.GetFiles(Path.Combine(web.Services.GetRequiredService<PlatformFolders>().Home, "artifacts"), "*.bin", SearchOption.AllDirectories);

    private async Task PutAsync(string run, string path, string text)
    {
        using var content = new StringContent(text);
        using var answer = await web.Http.PutAsync(new Uri($"{Proxy}/0/{run}/artifacts/{path}", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }
}

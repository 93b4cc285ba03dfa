using System.Net;
using Platform.Client;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>What earlier programs left in the spool.</summary>
public sealed class LeftoverTests(WebServer web) : ClientCase(web)
{
    [Fact]
    public async Task What_is_wrong_with_one_runs_spool_costs_no_other()
    {
        var ids = await LeaveAsync(3);
        Directory.CreateDirectory(Path.Combine(Options().ServerSpool, $"{ids[0]}.lock")); // cannot be opened
        Line.Proxy = request => Mentions(request, ids[1]) ? new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("Oh.") } : null;
        await using (var tracking = Client())
        {
            Assert.False(await tracking.DeliverSpoolAsync(TestContext.Current.CancellationToken));
            Assert.Equal(10, (await HistoryAsync(ids[2], "loss")).Count);
            Assert.Contains(Problems, problem => problem.RunId == ids[0]);
        }

        Directory.Delete(Path.Combine(Options().ServerSpool, $"{ids[0]}.lock"));
        Line.Proxy = null;
        await using var later = Client();
        Assert.True(await later.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Assert.Equal((10, 10), ((await HistoryAsync(ids[0], "loss")).Count, (await HistoryAsync(ids[1], "loss")).Count));
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_once_for_all_of_them()
    {
        await LeaveAsync(3);
        var asked = 0;
        Line.Proxy = _ =>
        {
            Interlocked.Increment(ref asked);
            throw new HttpRequestException("Nobody is there.");
        };
        await using var tracking = Client();
        Assert.False(await tracking.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, asked); // at the client's beginning, and now
    }

    [Fact]
    public async Task Who_waits_for_the_delivery_can_give_up()
    {
        await LeaveAsync(1);
        Line.Cut = true;
        await using var tracking = Client();
        Assert.False(await tracking.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Line.Turnstile = new SemaphoreSlim(0);
        Line.Cut = false;
        using var stop = new CancellationTokenSource();
        var delivery = tracking.DeliverSpoolAsync(stop.Token);
        await Eventually.HoldsAsync(() => Line.Held == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Copies_whose_entry_a_crash_kept_from_being_written_go()
    {
        var folder = Path.Combine(Options().ServerSpool, $"{new string('a', 32)}.files");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "copy"), "half", TestContext.Current.CancellationToken);
        await using var tracking = Client();
        Assert.True(await tracking.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(Options().ServerSpool));
    }

    [Fact]
    public async Task A_spool_of_which_all_was_delivered_before_a_crash_goes()
    {
        var spool = Path.Combine(Options().ServerSpool, new string('b', 32));
        Directory.CreateDirectory(Options().ServerSpool);
        await File.WriteAllTextAsync($"{spool}.jsonl", "{}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{spool}.at", "3", TestContext.Current.CancellationToken);
        await using var tracking = Client();
        Assert.True(await tracking.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(Options().ServerSpool));
    }

    // By identity, which is the order of their delivery.
    private async Task<List<string>> LeaveAsync(int runs)
    {
        Line.Cut = true;
        var ids = new List<string>();
        await using (var tracking = Client(farewell: TimeSpan.FromMilliseconds(1)))
        {
            for (var i = 0; i < runs; i++)
            {
                var run = tracking.StartRun("left");
                ids.Add(run.Id);
                Log(run, 0, 10);
                Assert.False(await run.FlushAsync(TestContext.Current.CancellationToken));
                await run.DisposeAsync();
            }
        }
        Line.Cut = false;
        Problems.Clear();
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private static bool Mentions(HttpRequestMessage request, string id)
    {
        if (request.Content is not { } content)
            return false;
        using var reader = new StreamReader(content.ReadAsStream(), leaveOpen: true);
        return reader.ReadToEnd().Contains(id, StringComparison.Ordinal);
    }
}
